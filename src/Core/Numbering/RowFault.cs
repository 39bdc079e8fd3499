namespace Shaken.Core.Numbering;

/// <summary>Why a row of an import cannot be taken.</summary>
public enum RowFault
{
    /// <summary>The row needs a number and a code, and may have a country after them.</summary>
    Fields,

    /// <summary>A quotation mark is not closed, or stands within a field.</summary>
    Quotes,

    /// <summary>The first field must be 1 to 15 digits, a prefix with <c>*</c> behind.</summary>
    Number,

    /// <summary>The second field must be a service provider code, 1 to 15 of A-Z and 0-9.</summary>
    Code,

    /// <summary>The third field must be a country, two capital letters of ISO 3166-1.</summary>
    Country,

    /// <summary>The row has no code: it removes the number, which only a delta may.</summary>
    Removal,

    /// <summary>An earlier row gives the same number or prefix to another provider.</summary>
    Conflict,
}

/// <summary>A row that cannot be taken. It does not repeat what the row says, which may be personal data or anything else.</summary>
/// <param name="Line">Within the part or, where the parts before are known, within the file; from 1.</param>
/// <param name="EarlierLine">Of a conflict: the row that it contradicts.</param>
public sealed record RowError(long Line, RowFault Fault, long? EarlierLine = null);

/// <summary>The errors of an import: the first of them, and how many there are.</summary>
/// <param name="First">At most <see cref="Foundations.Limits.NumberRowErrors"/>.</param>
public sealed record RowErrors(IReadOnlyList<RowError> First, long Count);

/// <summary>The words for an error.</summary>
public static class RowFaults
{
    /// <summary>What is wrong and what is allowed, to follow a line number.</summary>
    public static string InWords(RowError error) => error.Fault switch
    {
        RowFault.Fields => "a row must be NUMBER,CODE or NUMBER,CODE,COUNTRY",
        RowFault.Quotes => "a quotation mark must open and close the whole field",
        RowFault.Number => "the number must have 1 to 15 digits, and a prefix a * behind them",
        RowFault.Code => "the code must have 1 to 15 of A-Z and 0-9",
        RowFault.Country => "the country must be two capital letters of ISO 3166-1",
        RowFault.Removal => "the code is missing; only a delta may remove a number",
        RowFault.Conflict => $"line {error.EarlierLine} gives the same number to another provider",
    };
}
