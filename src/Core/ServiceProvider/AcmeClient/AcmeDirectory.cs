using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>Where the resources of an ACME server are (RFC 8555 section 7.1.1).</summary>
public sealed record AcmeDirectory(
    string NewNonce, string NewAccount, string NewOrder, string? RevokeCertificate, string? KeyChange, string? TermsOfService,
    bool ExternalAccountRequired)
{
    internal static Outcome<AcmeDirectory, AcmeFailure> Read(JsonElement root)
    {
        if (!root.TryGetString("newNonce"u8, out var newNonce) || !root.TryGetString("newAccount"u8, out var newAccount)
            || !root.TryGetString("newOrder"u8, out var newOrder))
            return AcmeFailure.NotUnderstood("the directory names no newNonce, newAccount or newOrder");
        root.TryGetString("revokeCert"u8, out var revoke);
        root.TryGetString("keyChange"u8, out var keyChange);
        if (!root.TryGetProperty("meta"u8, out var meta) || meta.ValueKind != JsonValueKind.Object)
            return new AcmeDirectory(newNonce, newAccount, newOrder, revoke, keyChange, null, false);
        meta.TryGetString("termsOfService"u8, out var terms);
        var required = meta.TryGetProperty("externalAccountRequired"u8, out var flag) && flag.ValueKind == JsonValueKind.True;
        return new AcmeDirectory(newNonce, newAccount, newOrder, revoke, keyChange, terms, required);
    }
}
