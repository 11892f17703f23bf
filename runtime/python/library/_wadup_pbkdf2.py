"""PBKDF2 (RFC 8018) over hashlib's own algorithms: what hashlib otherwise takes from OpenSSL."""

from _operator import index


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    """Derives a key of `dklen` bytes, by default as long as the digest."""
    import hashlib

    key, salt = bytes(memoryview(password)), bytes(memoryview(salt))
    rounds = index(iterations)
    if rounds < 1:
        raise ValueError('iteration value must be greater than 0.')
    inner = hashlib.new(hash_name)
    outer = hashlib.new(hash_name)
    size = inner.digest_size
    length = size if dklen is None else index(dklen)
    if length < 1:
        raise ValueError('key length must be greater than 0.')
    if len(key) > inner.block_size:
        key = hashlib.new(hash_name, key).digest()
    key = key.ljust(inner.block_size, b'\0')
    inner.update(bytes(byte ^ 0x36 for byte in key))
    outer.update(bytes(byte ^ 0x5C for byte in key))
    blocks = [_block(inner, outer, salt + number.to_bytes(4), rounds) for number in range(1, -(-length // size) + 1)]
    return b''.join(blocks)[:length]


def _block(inner, outer, message, rounds):
    total = 0
    for _ in range(rounds):
        first, second = inner.copy(), outer.copy()
        first.update(message)
        second.update(first.digest())
        message = second.digest()
        total ^= int.from_bytes(message)
    return total.to_bytes(len(message))
