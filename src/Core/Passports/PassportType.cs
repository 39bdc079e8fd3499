namespace Shaken.Core.Passports;

/// <summary>Which PASSporT a token is, by the ppt of its header (RFC 8225 section 8.1). Other types are not supported.</summary>
public enum PassportType
{
    /// <summary>No ppt: the base form (RFC 8225).</summary>
    Base,

    /// <summary>The caller's number, with an attestation (RFC 8588).</summary>
    Shaken,

    /// <summary>A call was retargeted (RFC 8946 section 3). It vouches for nothing without the PASSporT before it.</summary>
    Div,

    /// <summary>The same with the PASSporT before it inside (RFC 8946 section 5). Read and verified, never made here.</summary>
    DivO,

    /// <summary>The values of Resource-Priority that the caller may use (RFC 8443).</summary>
    Rph,

    /// <summary>What the called party is shown of the caller (RFC 9795).</summary>
    Rcd,

    /// <summary>A text message (RFC 9475).</summary>
    Msg,

    /// <summary>The party that a call reached (draft-ietf-stir-rfc4916-update). Read and reported; it says nothing of the caller.</summary>
    Rsp,
}

/// <summary>The one table between a type and its ppt.</summary>
public static class PassportTypes
{
    /// <summary>The type of a ppt as the header has it, null where the header has none. False: it is not supported.</summary>
    public static bool TryOf(string? ppt, out PassportType type)
    {
        (var isKnown, type) = ppt switch
        {
            null => (true, PassportType.Base),
            "shaken" => (true, PassportType.Shaken),
            "div" => (true, PassportType.Div),
            "div-o" => (true, PassportType.DivO),
            "rph" => (true, PassportType.Rph),
            "rcd" => (true, PassportType.Rcd),
            "msg" => (true, PassportType.Msg),
            "rsp" => (true, PassportType.Rsp),
            _ => (false, PassportType.Base),
        };
        return isKnown;
    }

    /// <summary>
    /// Whether a verified PASSporT of the type says that the caller may use the number: what verstat tells. A priority says nothing of the
    /// number, and a diversion or an answer nothing of the caller.
    /// </summary>
    public static bool VouchesForCaller(this PassportType type) => type switch
    {
        PassportType.Base or PassportType.Shaken or PassportType.Rcd or PassportType.Msg => true,
        PassportType.Div or PassportType.DivO or PassportType.Rph or PassportType.Rsp => false,
    };

    /// <summary>The ppt of a type; null for the base form.</summary>
    public static string? Ppt(this PassportType type) => type switch
    {
        PassportType.Base => null,
        PassportType.Shaken => "shaken",
        PassportType.Div => "div",
        PassportType.DivO => "div-o",
        PassportType.Rph => "rph",
        PassportType.Rcd => "rcd",
        PassportType.Msg => "msg",
        PassportType.Rsp => "rsp",
    };
}
