"""Signatures of selector packs: ECDSA P-256 with SHA-256, which every browser's WebCrypto verifies.

The private key is a file of the operator and never in the database: who takes the server over can
withhold packs, but not make one.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from backend.schemas.selector_pack import SignedPack
from backend.services.errors import Refused

PURPOSE = b"sidenote-selector-pack-1\n"
"""Goes before what is signed: the signature is good for nothing else."""
_NUMBER = 32


def make_key(path: Path) -> str:
    """A new private key in a file that only its owner may read; returns the public key.

    Raises:
        Refused: the file is there already, or cannot be written.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
    except OSError as error:
        raise Refused(f"{path} could not be written: {error.strerror}.") from error
    return public_key_of(key)


def load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Raises Refused for what is no such key, or may be read by others."""
    try:
        if path.stat().st_mode & 0o077:
            raise Refused(f"{path} may be read by others: chmod 600 it.")
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise Refused(f"{path} is no private key of ours.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise Refused(f"{path} is no P-256 key.")
    return key


def public_key_of(key: ec.EllipticCurvePrivateKey) -> str:
    """base64url of the uncompressed point."""
    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return _base64url(point)


def read_public_key(text: str) -> ec.EllipticCurvePublicKey:
    """Raises Refused for what is no point of the curve."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(text))
    except ValueError as error:
        raise Refused("This is no public key of ours.") from error


def canonical(pack: dict[str, Any]) -> str:
    """One text for one pack: keys in order, no spaces."""
    return json.dumps(pack, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sign(key: ec.EllipticCurvePrivateKey, pack: dict[str, Any]) -> SignedPack:
    """`pack` as parsed JSON, checked by the caller."""
    body = canonical(pack)
    der = key.sign(PURPOSE + body.encode(), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    raw = r.to_bytes(_NUMBER, "big") + s.to_bytes(_NUMBER, "big")
    return SignedPack(body=body, signature=_base64url(raw))


def is_signed_by(signed: SignedPack, public_key: str) -> bool:
    """Whether the signature is that of the key's holder over exactly this body."""
    try:
        raw = _bytes(signed.signature)
        if len(raw) != 2 * _NUMBER:
            return False
        r, s = (int.from_bytes(part, "big") for part in (raw[:_NUMBER], raw[_NUMBER:]))
        read_public_key(public_key).verify(
            encode_dss_signature(r, s), PURPOSE + signed.body.encode(), ec.ECDSA(hashes.SHA256())
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise ValueError("no base64url") from error
