"""Compression, archives and checksums."""

import binascii
import bz2
import gzip
import hashlib
import hmac
import io
import lzma
import tarfile
import zipfile
import zlib


def _there_and_back(compress, decompress):
    def test(content):
        packed = compress(content)
        assert decompress(packed) == content
        return f"{len(content)} bytes, {'smaller' if len(packed) < len(content) else 'larger'} when packed"

    return test


def _digest(name):
    return lambda content: hashlib.new(name, content).hexdigest()[:16]


def _zip(content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("content.bin", content)
    with zipfile.ZipFile(file) as archive:
        assert archive.read("content.bin") == content
        return archive.namelist()


def _tar(content):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        member = tarfile.TarInfo("content.bin")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    file.seek(0)
    with tarfile.open(fileobj=file) as archive:
        return [(member.name, member.size) for member in archive]


TESTS = {
    "zlib": _there_and_back(zlib.compress, zlib.decompress),
    "gzip": _there_and_back(gzip.compress, gzip.decompress),
    "bz2": _there_and_back(bz2.compress, bz2.decompress),
    "lzma": _there_and_back(lzma.compress, lzma.decompress),
    "zipfile": _zip,
    "tarfile": _tar,
    "binascii": lambda content: binascii.hexlify(content[:8]).decode(),
    "crc32": lambda content: f"{zlib.crc32(content):08x} {binascii.crc32(content):08x}",
    "hmac": lambda content: hmac.new(b"key", content, "sha256").hexdigest()[:16],
    **{name: _digest(name) for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b", "blake2s")},
}
