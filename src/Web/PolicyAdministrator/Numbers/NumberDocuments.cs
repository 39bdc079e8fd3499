using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Web.PolicyAdministrator.Numbers;

/// <summary>An import that was begun.</summary>
internal sealed record ImportBegunAnswer(string Id, string Kind, int MaxPartOctets);

/// <summary>A part that is stored.</summary>
/// <param name="Hash">SHA-256 of its octets, in hexadecimal.</param>
internal sealed record PartAnswer(int Part, string Hash, long Rows, long Lines)
{
    public static PartAnswer Of(PartReceipt part) => new(part.Number, part.Hash, part.Rows, part.Lines);
}

/// <summary>How far an import has come.</summary>
/// <param name="RowsMerged">While it is merged.</param>
/// <param name="Version">Of the table that it made, once it is committed.</param>
/// <param name="Rows">Of that table.</param>
/// <param name="Refusal">Why the last ordered commit was refused.</param>
internal sealed record ImportAnswer(
    string Id, string Kind, string State, DateTimeOffset ExpiresAt, IReadOnlyList<PartAnswer> Parts, long? RowsMerged, long? Version,
    long? Rows, IReadOnlyList<FindingAnswer>? Findings, ImportRefusalAnswer? Refusal)
{
    public static ImportAnswer Of(NumberImportId id, NumberImportStatus status) => new(
        id.Value, KebabCase.Of(status.Kind), KebabCase.Of(status.State), status.ExpiresAt, [.. status.Parts.Select(PartAnswer.Of)],
        status.RowsMerged, status.Receipt?.Version, status.Receipt?.Rows,
        status.Receipt is { } receipt ? [.. receipt.Findings.Select(FindingAnswer.Of)] : null,
        status.Refusal is { } refusal ? ImportRefusalAnswer.Of(refusal) : null);
}

/// <summary>What was accepted though it looks like a mistake.</summary>
internal sealed record FindingAnswer(string Finding, string Detail)
{
    public static FindingAnswer Of(Finding finding) => new(KebabCase.Of(finding.Kind), finding.Detail);
}

/// <summary>A refused step of an import: a problem document with the first rows that cannot be taken.</summary>
/// <param name="ErrorCount">All of them.</param>
internal sealed record ImportRefusalAnswer(
    string Type, string Title, int Status, string Reason, string Detail, long? ErrorCount, IReadOnlyList<RowErrorAnswer>? Errors)
{
    public static ImportRefusalAnswer Of(NumberImportRefusal refusal)
    {
        var (status, reason) = (NumberProblems.StatusOf(refusal.Reason), KebabCase.Of(refusal.Reason));
        return new ImportRefusalAnswer(
            $"urn:shaken:problem:{reason}", Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status), status, reason,
            refusal.Detail, refusal.Errors?.Count,
            refusal.Errors is { } errors ? [.. errors.First.Select(RowErrorAnswer.Of)] : null);
    }
}

/// <summary>A row that cannot be taken. It does not repeat what the row says.</summary>
internal sealed record RowErrorAnswer(long Line, string Fault, string Detail)
{
    public static RowErrorAnswer Of(RowError error) => new(error.Line, KebabCase.Of(error.Fault), RowFaults.InWords(error));
}

/// <summary>Whose a number is.</summary>
/// <param name="Prefix">The row that says so is a prefix, and not the number itself.</param>
internal sealed record NumberAnswer(string Provider, bool Prefix);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImportBegunAnswer))]
[JsonSerializable(typeof(PartAnswer))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(ImportRefusalAnswer))]
[JsonSerializable(typeof(NumberAnswer))]
internal sealed partial class NumbersJson : JsonSerializerContext;
