using Shaken.Core.CertificationAuthority.Acme;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>What a CA is told of a new account (RFC 8555 section 7.3). For a key that has an account it changes nothing.</summary>
/// <param name="Contacts">Such as <c>mailto:sti@provider.example</c>.</param>
/// <param name="AgreesToTerms">The operator has read the CA's terms of service.</param>
/// <param name="ExternalAccount">A key that the CA gave out of band; null where it asks for none.</param>
/// <param name="OnlyExisting">Find the account of the key, and make none.</param>
public sealed record AcmeRegistration(
    IReadOnlyList<string> Contacts, bool AgreesToTerms, ExternalAccountKey? ExternalAccount = null, bool OnlyExisting = false);
