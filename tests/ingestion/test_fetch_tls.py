"""The fetcher and certificates."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from bot.domain.errors import Refused
from bot.ingestion.allowlist import Allowlist
from bot.ingestion.fetch import Fetcher
from tests.ingestion.site import opened, to


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for news.test with its key."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("there is no openssl to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    names = ["-subj", "/CN=news.test", "-addext", "subjectAltName=DNS:news.test"]
    files = ["-keyout", str(path), "-out", str(path.with_suffix(".crt"))]
    subprocess.run([openssl, *words, *names, *files], check=True, capture_output=True)  # noqa: S603
    path.write_bytes(path.read_bytes() + path.with_suffix(".crt").read_bytes())
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
        async with Fetcher(allow, resolver=names, tls=trust) as fetcher:
            with pytest.raises(Refused) as caught:
                await fetcher.get(site.url("/", host))

    assert caught.value.text_key == "link.certificate"
    assert site.visits == []


async def test_https_never_leads_to_http(certificate, names):
    """[40-downgrade]"""
    trust = ssl.create_default_context(cafile=certificate)
    async with opened(_server_tls(certificate)) as site:
        allow = Allowlist.parse(f"news.test:{site.port},other.test")
        async with Fetcher(allow, resolver=names, tls=trust) as fetcher:
            with pytest.raises(Refused) as caught:
                await fetcher.get(site.on("/", to("http://other.test/")))

    assert caught.value.text_key == "link.downgrade"


def _server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
