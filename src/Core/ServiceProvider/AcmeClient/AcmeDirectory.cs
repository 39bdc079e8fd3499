using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>Where the resources of an ACME server are (RFC 8555 section 7.1.1).</summary>
/// <param name="RenewalInfo">Below it, when a certificate should be renewed (RFC 9773 section 3); null: the CA does not say.</param>
/// <param name="Profiles">Names of the kinds of certificates that may be chosen (draft-ietf-acme-profiles); empty: none.</param>
public sealed record AcmeDirectory(
    string NewNonce, string NewAccount, string NewOrder, string? RevokeCertificate, string? KeyChange, string? TermsOfService,
    bool ExternalAccountRequired, string? RenewalInfo, IReadOnlyList<string> Profiles)
{
    private const int MaxProfiles = 64;

    internal static Outcome<AcmeDirectory, AcmeFailure> Read(JsonElement root)
    {
        if (!root.TryGetString("newNonce"u8, out var newNonce) || !root.TryGetString("newAccount"u8, out var newAccount)
            || !root.TryGetString("newOrder"u8, out var newOrder))
            return AcmeFailure.NotUnderstood("the directory names no newNonce, newAccount or newOrder");
        root.TryGetString("revokeCert"u8, out var revoke);
        root.TryGetString("keyChange"u8, out var keyChange);
        root.TryGetString("renewalInfo"u8, out var renewalInfo);
        if (!root.TryGetProperty("meta"u8, out var meta) || meta.ValueKind != JsonValueKind.Object)
            return new AcmeDirectory(newNonce, newAccount, newOrder, revoke, keyChange, null, false, renewalInfo, []);
        meta.TryGetString("termsOfService"u8, out var terms);
        var required = meta.TryGetProperty("externalAccountRequired"u8, out var flag) && flag.ValueKind == JsonValueKind.True;
        return new AcmeDirectory(newNonce, newAccount, newOrder, revoke, keyChange, terms, required, renewalInfo, ProfilesIn(meta));
    }

    private static IReadOnlyList<string> ProfilesIn(JsonElement meta) =>
        meta.TryGetProperty("profiles"u8, out var profiles) && profiles.ValueKind == JsonValueKind.Object
            ? [.. profiles.EnumerateObject().Take(MaxProfiles).Select(profile => profile.Name)]
            : [];
}
