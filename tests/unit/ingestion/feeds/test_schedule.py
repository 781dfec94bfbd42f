"""The status of a feed after an answer, and the time of its next poll."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feed import FeedStatus, Hints
from bot.ingestion.feeds.schedule import (
    MAX_INTERVAL,
    NOTIFY_AFTER,
    STOP_AFTER,
    Decision,
    FetchOutcome,
    conditional_headers,
    decide,
)

NOW = datetime(2026, 6, 8, 9, 30, tzinfo=UTC)  # a Monday
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
FEED = FeedStatus(url="https://post.example/feed", next_at=NOW)
KNOWN = replace(FEED, etag='W/"1"', last_modified="yesterday, roughly")


def after(
    answer: FetchOutcome, before: FeedStatus = FEED, now: datetime = NOW, jitter: float = 0.0
) -> Decision:
    return decide(before, answer, now, interval=QUARTER, jitter=jitter)


def wait(answer: FetchOutcome, before: FeedStatus = FEED) -> timedelta:
    return after(answer, before).status.next_at - NOW


def fine(hints: Hints | None = None, /, **headers: str) -> FetchOutcome:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return FetchOutcome(status=200, headers=named, url=FEED.url, hints=hints)


def refused(status: int, **headers: str) -> FetchOutcome:
    return replace(fine(None, **headers), status=status)


def at(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


class TestConditions:
    def test_validators_of_the_site_are_sent_back_unchanged(self):
        feed_status = after(fine(etag='W/"ab"', last_modified="Some day")).status

        assert conditional_headers(feed_status) == {
            "If-None-Match": 'W/"ab"',
            "If-Modified-Since": "Some day",
        }

    def test_nothing_is_asked_for_where_nothing_was_sent(self):
        assert conditional_headers(after(fine()).status) == {}

    def test_an_answer_without_them_ends_them(self):
        assert conditional_headers(after(fine(), KNOWN).status) == {}

    def test_not_modified_is_a_success_and_keeps_the_validators(self):
        failing = replace(KNOWN, failures=3, failing_since=NOW - DAY, error="server")

        feed_status = after(refused(304), failing).status

        assert (feed_status.failures, feed_status.failing_since, feed_status.error) == (
            0,
            None,
            None,
        )
        assert feed_status.succeeded_at == NOW
        assert conditional_headers(feed_status) == conditional_headers(KNOWN)

    def test_unchanged_without_being_asked_is_an_error_once(self):
        """[63]"""
        feed_status = after(refused(304)).status

        assert (feed_status.error, feed_status.failures) == ("unasked", 1)


class TestWaits:
    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (fine(), QUARTER),
            (fine(cache_control="max-age=3600"), HOUR),
            (fine(cache_control='public, MAX-AGE="3600"'), HOUR),
            (fine(cache_control="max-age=60"), QUARTER),
            (fine(cache_control="no-cache, max-age=3600"), QUARTER),
            (fine(cache_control="max-age=99999999999999999999"), DAY),
            (fine(cache_control="max-age=soon"), QUARTER),
            (fine(expires=at(NOW + HOUR)), HOUR),
            (fine(expires=at(NOW + 9 * HOUR), date=at(NOW + 7 * HOUR)), 2 * HOUR),
            (fine(expires="0"), QUARTER),
            (fine(expires=at(NOW - HOUR)), QUARTER),
            (fine(retry_after="7200"), 2 * HOUR),
            (fine(Hints(interval=3 * HOUR)), 3 * HOUR),
            (fine(Hints(interval=timedelta(days=365))), DAY),
            (fine(Hints(interval=2 * HOUR), cache_control="max-age=3600"), 2 * HOUR),
        ],
    )
    def test_the_longest_interval_counts_up_to_a_day(self, answer, expected):
        assert wait(answer) == expected

    def test_an_interval_of_a_feed_holds_until_it_names_another(self):
        feed_status = after(fine(Hints(interval=3 * HOUR), etag="1")).status

        assert wait(refused(304), feed_status) == 3 * HOUR

    def test_skipped_hours_and_days_are_skipped(self):
        night = Hints(interval=HOUR, skip_hours=frozenset(range(10, 24)))
        monday = Hints(skip_days=frozenset({0}))

        assert after(fine(night)).status.next_at == datetime(2026, 6, 9, 0, tzinfo=UTC)
        assert after(fine(monday)).status.next_at == datetime(2026, 6, 9, 0, tzinfo=UTC)

    def test_a_feed_that_wants_never_to_be_read_is_read(self):
        assert wait(fine(Hints(skip_hours=frozenset(range(24))))) == QUARTER

    @given(
        st.integers(0, 10**9),
        st.frozensets(st.integers(0, 23), max_size=20),
        st.frozensets(st.integers(0, 6), max_size=5),
        st.floats(0, 1),
        st.integers(0, 60 * 24 * 7),
    )
    def test_no_feed_is_asked_early_late_or_when_it_sleeps(self, age, hours, days, jitter, minute):
        now = NOW + timedelta(minutes=minute)
        hints = Hints(skip_hours=hours, skip_days=days)

        next_at = after(fine(hints, cache_control=f"max-age={age}"), now=now, jitter=jitter)
        at = next_at.status.next_at

        assert now + QUARTER <= at <= now + MAX_INTERVAL * 1.1 + timedelta(days=7)
        assert at.hour not in hours
        assert at.weekday() not in days
        if not hours and not days:
            assert at <= now + MAX_INTERVAL * 1.1


class TestErrors:
    @pytest.mark.parametrize(
        ("status", "error"),
        [
            *((401, "no_access"), (403, "no_access"), (451, "no_access"), (404, "missing")),
            *((410, "gone"), (429, "busy"), (503, "busy"), (500, "server"), (502, "server")),
            *((204, "odd"), (206, "odd"), (418, "odd"), (999, "odd"), (302, "odd")),
            (0, "unreachable"),
        ],
    )
    def test_a_status_has_a_name(self, status, error):
        """[59, 60]"""
        assert after(refused(status)).status.error == error

    def test_a_page_in_place_of_a_feed_keeps_the_feed_active(self):
        """[78]"""
        answer = replace(fine(etag="2"), error="not_a_feed")

        feed_status = after(answer, KNOWN).status

        assert (feed_status.state, feed_status.error, feed_status.failures) == (
            "active",
            "not_a_feed",
            1,
        )
        assert feed_status.etag == KNOWN.etag

    def test_each_failure_doubles_the_wait_up_to_a_day(self):
        feed_status, waits = FEED, []
        for _ in range(10):
            feed_status = after(refused(500), feed_status).status
            waits.append(feed_status.next_at - NOW)

        assert waits[:7] == [QUARTER * 2**n for n in range(7)]
        assert waits[7:] == [DAY] * 3

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("3600", HOUR),
            ("99999999", DAY),
            (at(NOW + 2 * HOUR), 2 * HOUR),
            (at(NOW - HOUR), QUARTER),
            ("-5", QUARTER),
            ("soon", QUARTER),
            ("", QUARTER),
        ],
    )
    @pytest.mark.parametrize("status", [429, 503])
    def test_a_busy_site_says_when_it_has_time(self, status, written, expected):
        """[62]"""
        assert wait(refused(status, retry_after=written)) == expected

    def test_a_date_counts_from_the_sites_own_clock(self):
        """[62]"""
        site = NOW - timedelta(days=365)

        answer = refused(429, retry_after=at(site + HOUR), date=at(site))

        assert after(answer).status.not_before == NOW + HOUR

    def test_a_success_ends_the_trouble(self):
        failing = after(refused(429, retry_after="3600")).status

        feed_status = after(fine(), failing).status

        assert (feed_status.failures, feed_status.error, feed_status.not_before) == (0, None, None)


class TestStopping:
    def test_gone_stops_the_feed_at_once_and_notifies_editors(self):
        decision = after(refused(410))

        assert (decision.status.state, decision.notice) == ("stopped", "gone")

    def test_missing_stops_it_after_two_weeks(self):
        feed_status = after(refused(404)).status

        early = after(refused(404), feed_status, NOW + STOP_AFTER - HOUR)
        late = after(refused(404), early.status, NOW + STOP_AFTER)

        assert (early.status.state, early.notice) == ("active", None)
        assert (late.status.state, late.notice) == ("stopped", "missing")

    def test_a_server_that_fails_for_a_year_is_still_asked(self):
        failing = replace(FEED, failures=300, failing_since=NOW - timedelta(days=365))

        assert after(refused(500), failing).status.state == "active"

    def test_editors_are_notified_once_of_a_feed_that_refuses_us(self):
        first = after(refused(403))
        second = after(refused(403), first.status)

        assert (first.notice, second.notice) == ("no_access", None)

    def test_editors_are_notified_once_of_a_feed_that_keeps_failing(self):
        feed_status, notices = FEED, []
        for _ in range(NOTIFY_AFTER + 5):
            decision = after(refused(500), feed_status)
            feed_status = decision.status
            notices.append(decision.notice)

        assert [n for n, notice in enumerate(notices, start=1) if notice] == [NOTIFY_AFTER]


class TestMoving:
    MOVED = replace(fine(), url="https://new.example/feed", is_moved=True)

    def test_the_third_same_answer_is_believed(self):
        first = after(self.MOVED).status
        second = after(replace(self.MOVED, status=304), replace(first, etag="1")).status
        third = after(self.MOVED, second).status

        assert [each.url for each in (first, second)] == [FEED.url] * 2
        assert third.url == "https://new.example/feed"

    @pytest.mark.parametrize(
        "between", [fine(), replace(MOVED, url="https://other.example/feed")], ids=["home", "other"]
    )
    def test_another_answer_in_between_restarts_the_count_of_moves(self, between):
        feed_status = FEED
        for answer in (self.MOVED, self.MOVED, between, self.MOVED, self.MOVED):
            feed_status = after(answer, feed_status).status

        assert feed_status.url == FEED.url
        assert feed_status.moved_times == 2

    def test_a_passing_redirect_moves_nothing(self):
        feed_status = FEED
        for _ in range(5):
            feed_status = after(replace(self.MOVED, is_moved=False), feed_status).status

        assert feed_status.url == FEED.url

    def test_an_error_at_the_new_address_leaves_the_count_of_moves(self):
        feed_status = FEED
        for answer in (self.MOVED, replace(self.MOVED, status=404), self.MOVED):
            feed_status = after(answer, feed_status).status

        assert (feed_status.url, feed_status.moved_times) == (FEED.url, 2)


@given(
    st.integers(0, 999),
    st.dictionaries(
        st.sampled_from(
            ["etag", "last-modified", "retry-after", "expires", "date", "cache-control"]
        ),
        st.text(max_size=40),
    ),
    st.booleans(),
    st.sampled_from([FEED, KNOWN, replace(KNOWN, failures=10**6, failing_since=NOW - DAY)]),
)
def test_no_answer_confuses_the_schedule(status, headers, is_moved, before):
    answer = FetchOutcome(
        status=status, headers=headers, url="https://b.example/", is_moved=is_moved
    )

    feed_status = after(answer, before).status

    assert NOW + QUARTER <= feed_status.next_at <= NOW + MAX_INTERVAL * 1.1
    assert (feed_status.error is None) == (feed_status.failures == 0)
    assert (feed_status.failing_since is None) == (feed_status.failures == 0)
