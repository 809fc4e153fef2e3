"""What the file says about itself."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from understudy.deliver.provenance import SOURCE_TYPE, Signing, film_metadata, sign
from understudy.encode.probe import probe
from understudy.encode.profiles import profile_of
from understudy.errors import InputError, ResourceError
from understudy.production import Codec, load
from unit.encode.films import write

PRODUCTION = load({"title": "Zwölf 十二", "scenes": [{"speech": {"text": "Hello."}}]})
HAVE_C2PA = importlib.util.find_spec("c2pa") is not None


def film(folder: Path, codec: Codec) -> Path:
    path = folder / f"film{profile_of(codec).suffix}"
    white = np.full((64, 64, 4), 255, np.uint8)
    write(path, [white] * 5, codec, size=(64, 64), bitrate=200, metadata=film_metadata(PRODUCTION))
    return path


@pytest.mark.parametrize("codec", list(Codec))
def test_every_kind_of_film_says_that_it_is_synthetic(codec: Codec, tmp_path: Path) -> None:
    found = probe(film(tmp_path, codec)).metadata
    assert found["title"] == "Zwölf 十二"
    assert "Synthetic media" in found["comment"] and "人工智能生成" in found["comment"]
    assert found["digital_source_type"] == SOURCE_TYPE
    label = json.loads(found["AIGC"])
    assert label["Label"] == "1"
    assert label["ContentProducer"].startswith("Understudy")
    assert len(label["ProduceID"]) == 32
    assert {"ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2"} <= label.keys()


def test_the_content_number_belongs_to_the_production() -> None:
    other = load({"title": "Other", "scenes": [{"speech": {"text": "Hello."}}]})
    assert film_metadata(PRODUCTION) == film_metadata(PRODUCTION)
    assert film_metadata(PRODUCTION)["AIGC"] != film_metadata(other)["AIGC"]
    assert json.loads(film_metadata(other, producer="code 7")["AIGC"])["ContentProducer"] == "code 7"
    assert "title" not in film_metadata(load({"scenes": [{"speech": {"text": "Hello."}}]}))


def test_without_the_extra_the_hint_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "c2pa", None)
    with pytest.raises(InputError) as caught:
        sign(tmp_path / "film.mp4", tmp_path / "signed.mp4", Signing(tmp_path / "c", tmp_path / "k"), "t")
    assert caught.value.code == "c2pa_missing"
    assert "understudy[c2pa]" in caught.value.problems[0].hint


def credentials(folder: Path) -> Signing:
    """A certificate for e-mail protection, signed by a certificate authority of our own, both made here."""
    pytest.importorskip("cryptography")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    now = datetime.now(UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [
        x509.Name(
            [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
        )
        for name in ("Authority", "Signer")
    ]
    chain = []
    for number in (1, 0):
        authority = number == 0
        usage = {
            **dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False),
            **{"digital_signature": not authority, "key_cert_sign": authority, "crl_sign": authority},
            **{"encipher_only": False, "decipher_only": False},
        }
        builder = (
            x509.CertificateBuilder()
            .subject_name(names[number])
            .issuer_name(names[0])
            .public_key(keys[number].public_key())
            .serial_number(number + 1000)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**usage), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[0].public_key()), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(keys[number].public_key()), critical=False)
        )
        if not authority:
            builder = builder.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=True
            )
        chain.append(builder.sign(keys[0], hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    (folder / "chain.pem").write_bytes(b"".join(chain))
    secret = keys[1].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(secret)
    return Signing(folder / "chain.pem", folder / "key.pem")


@pytest.mark.skipif(not HAVE_C2PA, reason="the extra c2pa is not installed")
@pytest.mark.parametrize("codec", [Codec.H264, Codec.QTRLE])
def test_a_signed_film_names_its_source_and_still_plays(codec: Codec, tmp_path: Path) -> None:
    import c2pa

    path = film(tmp_path, codec)
    signed = path.with_stem("signed")
    assert sign(path, signed, credentials(tmp_path), "Zwölf") == []
    with (
        signed.open("rb") as file,
        c2pa.Reader({".mp4": "video/mp4"}.get(path.suffix, "video/quicktime"), file) as reader,
    ):
        store = json.loads(reader.json())
        state = reader.get_validation_state()
    active = store["manifests"][store["active_manifest"]]
    assert active["title"] == "Zwölf"
    assert SOURCE_TYPE in json.dumps(active)
    assert state in ("Valid", "Trusted"), store.get("validation_status")
    before, after = probe(path), probe(signed)
    assert (after.frames, after.samples, after.faststart) == (before.frames, before.samples, True)
    assert after.metadata == before.metadata


@pytest.mark.skipif(not HAVE_C2PA, reason="the extra c2pa is not installed")
def test_films_without_a_place_for_manifests_and_wrong_keys(tmp_path: Path) -> None:
    signing = credentials(tmp_path)
    (warning,) = sign(film(tmp_path, Codec.VP9), tmp_path / "s.webm", signing, "t")
    assert warning.code == "c2pa_unsupported"
    assert not (tmp_path / "s.webm").exists()
    path = film(tmp_path, Codec.H264)
    (tmp_path / "bad.pem").write_text("no key")
    with pytest.raises(InputError) as caught:
        sign(path, tmp_path / "s.mp4", Signing(signing.certificate, tmp_path / "bad.pem"), "t")
    assert caught.value.code == "c2pa_refused"
    assert not (tmp_path / "s.mp4").exists()
    with pytest.raises(ResourceError, match=r"gone\.pem"):
        sign(path, tmp_path / "s.mp4", Signing(tmp_path / "gone.pem", signing.key), "t")


def test_importing_provenance_does_not_import_c2pa() -> None:
    program = "import sys, understudy.deliver.provenance; print('c2pa' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
