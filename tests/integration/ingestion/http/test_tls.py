"""The fetcher and certificates."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.domain.errors import Refused
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher
from tests.support.web_site import LONG_TIMEOUTS, opened, to

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def certificate(folder: Path) -> Path:
    """A self-signed certificate for news.test with its key."""
    return signed(folder / "valid.pem", until=NOW + DAY)


@pytest.fixture(scope="module")
def expired(folder: Path) -> Path:
    """A certificate like `certificate` that expired yesterday."""
    return signed(folder / "expired.pem", until=NOW - DAY)


def signed(path: Path, until: datetime) -> Path:
    """Write a certificate that is valid for two days, and its key; return the path."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "news.test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - 2 * DAY)
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("host", "is_trusted"),
    [
        pytest.param("news.test", False, id="55-self-signed"),
        pytest.param("other.test", True, id="55-wrong-name"),
    ],
)
async def test_a_bad_certificate_is_refused(certificate, names, host, is_trusted):
    trust = ssl.create_default_context(cafile=certificate) if is_trusted else None
    async with opened(_server_tls(certificate)) as site:
        allow = Allowlist.parse(f"{host}:{site.port}")
        async with Fetcher(allow, limits=LONG_TIMEOUTS, resolver=names, tls=trust) as fetcher:
            with pytest.raises(Refused) as caught:
                await fetcher.get(site.url("/", host))

    assert caught.value.text_key == "link.certificate"
    assert site.visits == []


async def test_an_expired_certificate_is_refused_even_if_trusted(expired, names):
    """[55-expired]"""
    trust = ssl.create_default_context(cafile=expired)
    async with (
        opened(_server_tls(expired)) as site,
        Fetcher(
            Allowlist.parse(f"news.test:{site.port}"),
            limits=LONG_TIMEOUTS,
            resolver=names,
            tls=trust,
        ) as fetcher,
    ):
        with pytest.raises(Refused) as caught:
            await fetcher.get(site.url())

    assert caught.value.text_key == "link.certificate"
    assert site.visits == []


async def test_https_never_leads_to_http(certificate, names):
    """[40-downgrade]"""
    trust = ssl.create_default_context(cafile=certificate)
    async with opened(_server_tls(certificate)) as site:
        allow = Allowlist.parse(f"news.test:{site.port},other.test")
        async with Fetcher(allow, limits=LONG_TIMEOUTS, resolver=names, tls=trust) as fetcher:
            with pytest.raises(Refused) as caught:
                await fetcher.get(site.on("/", to("http://other.test/")))

    assert caught.value.text_key == "link.downgrade"


def _server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
