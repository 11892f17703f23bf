"""E-mails: their headers and parts as rows, their attachments as sub-content that every module gets to see."""

import email
import re
import traceback
from email import policy
from email.utils import getaddresses, parsedate_to_datetime

import wadup

mails = wadup.define_table(
    "mails",
    [("message_id", "String"), ("sent", "String"), ("sender", "String"), ("subject", "String"), ("recipients", "Int64")],
)
mail_headers = wadup.define_table("mail_headers", [("position", "Int64"), ("name", "String"), ("value", "String")])
mail_parts = wadup.define_table(
    "mail_parts",
    [("position", "Int64"), ("content_type", "String"), ("filename", "String"), ("size", "Int64"), ("defects", "String")],
)

# Headers that only e-mails have; some files of other kinds begin with lines that look like headers.
HEADER = re.compile(rb"(?:From .*\r?\n)?(?:[!-9;-~]+:.*(?:\r?\n[ \t].*)*\r?\n)+")
TELLING = re.compile(rb"^(?:Received|Message-ID|MIME-Version|Return-Path|Delivered-To|From):", re.IGNORECASE | re.MULTILINE)
FIRST_BYTES = 64 * 1024
RECIPIENTS = frozenset(("to", "cc", "bcc"))
SAFE = re.compile(r"[\x00-\x1f/\\]+")


def main():
    head = HEADER.match(wadup.content.read(0, FIRST_BYTES))
    if head is None or len(TELLING.findall(head[0])) < 2:
        return 0
    with wadup.content.open() as file:
        message = email.message_from_binary_file(file, policy=policy.default)
    insert_message(message)
    failures = 0
    for position, part in enumerate(attachments(message)):
        try:
            insert_part(position, part)
        except Exception:
            # The parser meets headers that it was not written for; what comes after such a part is wanted all the same.
            traceback.print_exc()
            failures += 1
    return 1 if failures else 0


def insert_message(message):
    for position, (name, value) in enumerate(message.raw_items()):
        mail_headers.insert([position, name, readable(message, name, value)])
    sender, subject = header(message, "From"), header(message, "Subject")
    mails.insert([header(message, "Message-ID"), sent(message), sender, subject, len(recipients(message))])


def recipients(message):
    fields = [readable(message, name, value) for name, value in message.raw_items() if name.lower() in RECIPIENTS]
    return [address for _, address in getaddresses(fields) if address]


def readable(message, name, value):
    """A header as a person reads it; as it stands where it cannot be decoded."""
    try:
        return str(message.policy.header_fetch_parse(name, value)).strip()
    except Exception:
        return value


def header(message, name):
    value = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), None)
    return None if value is None else readable(message, name, value)


def sent(message):
    """The date in ISO format, so that it sorts; None where there is none that can be understood."""
    try:
        return parsedate_to_datetime(header(message, "Date")).isoformat()
    except (TypeError, ValueError, AttributeError):
        return None


def attachments(message):
    """All parts that are no containers. A forwarded message is one part, and a content of its own."""
    if message.get_content_type() == "message/rfc822":
        yield message
    elif message.is_multipart():
        for part in message.iter_parts() if hasattr(message, "iter_parts") else message.get_payload():
            yield from attachments(part)
    else:
        yield message


def insert_part(position, part):
    data = payload(part)
    name = filename(part)
    defects = ", ".join(type(defect).__name__ for defect in part.defects) or None
    mail_parts.insert([position, part.get_content_type(), name, len(data), defects])
    if name is not None:
        wadup.emit_bytes(data, name)


def payload(part):
    if part.get_content_type() == "message/rfc822":
        forwarded = part.get_payload()
        return b"".join(message.as_bytes() for message in forwarded) if isinstance(forwarded, list) else b""
    return part.get_payload(decode=True) or b""


def filename(part):
    """The name to emit a part under; None for the text of the message itself."""
    try:
        given = part.get_filename()
    except Exception:
        given = None
    if given:
        # Paths and control characters are somebody's attempt at something.
        return SAFE.sub("_", given).strip(" .") or "attachment"
    if part.get_content_type() == "message/rfc822":
        return "forwarded.eml"
    text = part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"
    return None if text else f"attachment.{part.get_content_subtype()}"
