"""A password dialog with somebody at it, who types the password or cancels."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection

from tests.store.secret_service import PASSWORD, Prompter, SecretService

CALLBACK = "org.gnome.keyring.internal.Prompter.Callback"
# The group of RFC 3526 with 1536 bits, which the dialog's secret exchange uses.
PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E34"
    "04DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6"
    "F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A6916"
    "3FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA237327"
    "FFFFFFFFFFFFFFFF",
    16,
)
SIZE = 192


class Person(Prompter):
    """Answers each dialog with ``password``, or cancels it when that is None."""

    def __init__(self, service: SecretService, password: bytes | None = PASSWORD) -> None:
        super().__init__(service, answering=True)
        self.password = password

    def _react(self, connection: DBusConnection, message: Message) -> None:
        super()._react(connection, message)
        if message.header.message_type != MessageType.method_call:
            return
        fields = message.header.fields
        caller = DBusAddress(message.body[0], fields[HeaderFields.sender], CALLBACK)
        body: tuple[str, dict[str, object], str]
        match fields[HeaderFields.member]:
            case "BeginPrompting":
                body = ("", {}, "")
            case "PerformPrompt":
                reply = "no" if self.password is None else "yes"
                body = (reply, {}, sealed(message.body[3], self.password or b""))
            case _:
                return
        connection.send(new_method_call(caller, "PromptReady", "sa{sv}s", body))


def sealed(theirs: str, password: bytes) -> str:
    """Return our part of the secret exchange, with the password in it."""
    lines = dict(line.split("=", 1) for line in theirs.splitlines() if "=" in line)
    private = int.from_bytes(os.urandom(SIZE - 2), "big")
    shared = pow(int.from_bytes(base64.b64decode(lines["public"]), "big"), private, PRIME)
    seed = hmac.digest(bytes(32), shared.to_bytes(SIZE, "big"), hashlib.sha256)
    key = hmac.digest(seed, b"\1", hashlib.sha256)[:16]
    vector, missing = os.urandom(16), 16 - len(password) % 16
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    secret = cipher.update(password + bytes([missing]) * missing) + cipher.finalize()
    parts = {"public": pow(2, private, PRIME).to_bytes(SIZE, "big"), "secret": secret, "iv": vector}
    encoded = [f"{name}={base64.b64encode(value).decode()}" for name, value in parts.items()]
    return "\n".join(["[sx-aes-1]", *encoded, ""])
