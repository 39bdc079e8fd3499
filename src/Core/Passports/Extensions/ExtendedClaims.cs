namespace Shaken.Core.Passports.Extensions;

/// <summary>Claims with those of an extension, or with media keys.</summary>
public sealed record ExtendedClaims : PassportClaims
{
    /// <param name="claims">orig, dest, iat; attest and origid where the type is shaken.</param>
    /// <param name="extension">Decides the type, unless that is shaken; null: the base form.</param>
    /// <exception cref="ArgumentException">Beside the claims of shaken only those of rcd may stand.</exception>
    public ExtendedClaims(PassportClaims claims, PassportExtension? extension, IReadOnlyList<MediaKey>? mediaKeys = null)
        : base(claims)
    {
        if (claims.Shaken is not null && extension is not (null or RichCallClaims))
            throw new ArgumentException("A shaken PASSporT has claims of no other extension than rcd.", nameof(extension));
        Extension = extension;
        MediaKeys = mediaKeys ?? [];
    }

    public override PassportType Type => Shaken is not null ? PassportType.Shaken : Extension?.Type ?? PassportType.Base;

    public override PassportExtension? Extension { get; }

    public override IReadOnlyList<MediaKey> MediaKeys { get; }
}
