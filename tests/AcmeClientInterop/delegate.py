"""The library acme of Debian's python3-acme against the ACME server for customers: an account that is bound to a customer, an order that is
ready at once, its certificate, and its revocation.

A job comes as JSON on standard input:
  directory        URL of the ACME directory       kid, mac    the key for external account binding, base64url
  identifier       a TNAuthList, base64url         csr         a CSR for it, PEM
  notGranted       another, which is not granted
What each step was answered goes as JSON to standard output.
"""
import datetime
import json
import sys

import josepy as jose
import OpenSSL
from acme import client, errors, messages
from cryptography.hazmat.backends import default_backend
from cryptography.hazmat.primitives.asymmetric import ec

job = json.load(sys.stdin)
steps = {}
tn_auth_list = messages.IdentifierType('TNAuthList')

key = jose.JWKEC(key=ec.generate_private_key(ec.SECP256R1(), default_backend()))
network = client.ClientNetwork(key, alg=jose.ES256, user_agent='interop')
directory = messages.Directory.from_json(network.get(job['directory']).json())
acme = client.ClientV2(directory, net=network)
steps['required'] = directory.meta.external_account_required


def error_of(act):
    """The type of the problem that an act ends with; None where there is none."""
    try:
        act()
        return None
    except messages.Error as error:
        return error.typ


def order(identifier):
    """Places an order for a TNAuthList; the library's own method takes names out of a CSR."""
    wanted = messages.NewOrder(identifiers=[messages.Identifier(typ=tn_auth_list, value=identifier)])
    response = acme._post(directory['newOrder'], wanted)
    body = messages.Order.from_json(response.json())
    authorizations = [acme._authzr_from_response(acme._post_as_get(url), uri=url) for url in body.authorizations]
    return messages.OrderResource(
        body=body, uri=response.headers.get('Location'), authorizations=authorizations, csr_pem=job['csr'].encode())


steps['unbound'] = error_of(lambda: acme.new_account(messages.NewRegistration.from_data(terms_of_service_agreed=True)))
binding = messages.ExternalAccountBinding.from_data(
    account_public_key=key.public_key(), kid=job['kid'], hmac_key=job['mac'], directory=directory)
account = acme.new_account(messages.NewRegistration.from_data(terms_of_service_agreed=True, external_account_binding=binding))
steps['account'] = account.body.status

steps['notGranted'] = error_of(lambda: order(job['notGranted']))
placed = order(job['identifier'])
steps['order'] = placed.body.status.name
steps['authorizations'] = [authorization.body.status.name for authorization in placed.authorizations]
deadline = datetime.datetime.now() + datetime.timedelta(seconds=30)
polled = acme.poll_authorizations(placed, deadline)
finalized = acme.finalize_order(polled, deadline)
steps['valid'] = finalized.body.status.name
steps['chain'] = finalized.fullchain_pem

leaf = OpenSSL.crypto.load_certificate(OpenSSL.crypto.FILETYPE_PEM, finalized.fullchain_pem.encode())
acme.revoke(jose.ComparableX509(leaf), 4)
steps['revokedTwice'] = error_of(lambda: acme.revoke(jose.ComparableX509(leaf), 4))
json.dump(steps, sys.stdout, default=str)
