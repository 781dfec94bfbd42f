"""The article of the end-to-end tests."""

TEXT = """Bridge over the Anhor opens two months early
Local

image

The new bridge over the Anhor canal opened to traffic on Monday, two months before the date that
the city had promised. It carries four lanes of cars and a separate lane for bicycles. Engineers
replaced the old wooden piers with concrete ones that should last a century.

The mayor thanked the workers, who had kept on building through the coldest winter in thirty years.
Shopkeepers on the eastern bank say that trade had fallen by a third while the crossing was closed.

Drivers will save about twenty minutes on the way to the central market, the transport office said.
Buses return to their usual routes on Thursday.

Tags

Tashkent bridges O'zbekiston
"""
