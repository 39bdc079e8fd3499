namespace Shaken.Core.CallPlacement.Posting;

/// <summary>Which dialect another CPS speaks.</summary>
public enum CpsForm
{
    /// <summary>The out-of-band SHAKEN draft: the PASSporT is posted to the URL as it stands.</summary>
    Open,

    /// <summary>ATIS-1000096, one of several CPSs: <c>/passports/{dest}/{orig}</c> and a bearer.</summary>
    Shared,

    /// <summary>ATIS-1000105, the CPS that two providers agreed on: <c>/passports/{SPC}/{dest}/{orig}</c> and a bearer.</summary>
    Agreed,

    /// <summary>RFC 9888: <c>/cps/{called number}/ppts</c>, and mutual TLS with an STI certificate.</summary>
    ByNumber,
}
