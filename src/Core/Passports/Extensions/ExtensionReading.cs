namespace Shaken.Core.Passports.Extensions;

/// <summary>What a reader of an extension's claims found: the claims, or why not.</summary>
internal readonly record struct ExtensionReading(PassportExtension? Extension, PassportRefusal? Refusal)
{
    /// <summary>No claims of an extension, and nothing wrong.</summary>
    public static readonly ExtensionReading None;

    public static ExtensionReading Of(PassportExtension extension) => new(extension, Refusal: null);

    public static ExtensionReading Missing(string claim) => Refused(VerificationFailure.ClaimMissing, $"{claim} is absent");

    public static ExtensionReading Invalid(string detail) => Refused(VerificationFailure.ExtensionClaimInvalid, detail);

    public static ExtensionReading Refused(VerificationFailure reason, string detail) =>
        new(Extension: null, new PassportRefusal(reason, detail));
}
