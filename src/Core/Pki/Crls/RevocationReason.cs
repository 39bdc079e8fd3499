using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Pki.Crls;

/// <summary>Why a certificate was revoked, with the codes of RFC 5280 section 5.3.1; 7 is not used.</summary>
public enum RevocationReason
{
    /// <summary>No reason is given; a CRL then has no reason code at all.</summary>
    Unspecified = 0,

    KeyCompromise = 1,

    CaCompromise = 2,

    AffiliationChanged = 3,

    Superseded = 4,

    CessationOfOperation = 5,

    CertificateHold = 6,

    /// <summary>For delta CRLs only, which nobody here makes or reads.</summary>
    RemoveFromCrl = 8,

    PrivilegeWithdrawn = 9,

    AaCompromise = 10,
}

/// <summary>Reasons as RFC 5280 spells them.</summary>
public static class RevocationReasons
{
    /// <summary>The name in RFC 5280 section 5.3.1, such as <c>keyCompromise</c>.</summary>
    public static string Text(this RevocationReason reason) => reason switch
    {
        RevocationReason.Unspecified => "unspecified",
        RevocationReason.KeyCompromise => "keyCompromise",
        RevocationReason.CaCompromise => "cACompromise",
        RevocationReason.AffiliationChanged => "affiliationChanged",
        RevocationReason.Superseded => "superseded",
        RevocationReason.CessationOfOperation => "cessationOfOperation",
        RevocationReason.CertificateHold => "certificateHold",
        RevocationReason.RemoveFromCrl => "removeFromCRL",
        RevocationReason.PrivilegeWithdrawn => "privilegeWithdrawn",
        RevocationReason.AaCompromise => "aACompromise",
    };

    /// <summary>Reads the name.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RevocationReason? reason)
    {
        reason = null;
        foreach (var member in Enum.GetValues<RevocationReason>())
        {
            if (member.Text() == text) reason = member;
        }

        return reason is not null;
    }

    /// <summary>Reads the code.</summary>
    public static bool TryFrom(int code, out RevocationReason reason)
    {
        reason = (RevocationReason)code;
        return Enum.IsDefined(reason);
    }
}
