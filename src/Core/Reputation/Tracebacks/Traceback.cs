using System.Buffers;
using Shaken.Core.Foundations;

namespace Shaken.Core.Reputation.Tracebacks;

/// <summary>What became of a traceback. A closed set.</summary>
public enum TracebackState
{
    /// <summary>The provider, or its country's authority, was asked, and the time for its answer runs.</summary>
    Asked,

    /// <summary>There was no answer in time.</summary>
    Unanswered,

    /// <summary>There was an answer, and nothing was done about the caller.</summary>
    Answered,

    /// <summary>There was an answer, and the caller was stopped, fined or sued.</summary>
    Enforced,
}

/// <summary>
/// A question to a country where unwanted or spoofed calls came from, as the authority keeps it. It holds no number and no personal data.
/// </summary>
/// <param name="Reference">Names the traceback in the authority's files, and here.</param>
/// <param name="Provider">Who was asked; null: the country's authority.</param>
/// <param name="AskedOn">The day from which it fades.</param>
/// <param name="Revision">1 when it is entered, and one more with each change.</param>
public sealed record Traceback(
    string Reference, CountryCode Country, ProviderId? Provider, DateOnly AskedOn, TracebackState State, long Revision,
    DateTimeOffset ChangedAt)
{
    private const int MaxReference = 64;

    private static readonly SearchValues<char> ReferenceAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Whether a text from outside can be a reference: 1 to 64 of <c>A-Z a-z 0-9 - _</c>.</summary>
    public static bool IsReference(string? text) =>
        text is { Length: >= 1 and <= MaxReference } && !text.AsSpan().ContainsAnyExcept(ReferenceAlphabet);
}

/// <summary>What an operator enters about a traceback. Only <see cref="Create"/> makes one.</summary>
public sealed record TracebackTerms
{
    private TracebackTerms(CountryCode country, ProviderId? provider, DateOnly askedOn, TracebackState state) =>
        (Country, Provider, AskedOn, State) = (country, provider, askedOn, state);

    public CountryCode Country { get; }

    public ProviderId? Provider { get; }

    public DateOnly AskedOn { get; }

    public TracebackState State { get; }

    /// <param name="today">A traceback that was asked later than this is refused: it would never fade.</param>
    public static Outcome<TracebackTerms, TracebackRefusal> Create(
        CountryCode country, ProviderId? provider, DateOnly askedOn, TracebackState state, DateOnly today) =>
        provider is not null && provider.Country != country
            ? new TracebackRefusal(TracebackFailure.TermsNotAllowed, "country and provider name two countries")
        : askedOn > today ? new TracebackRefusal(TracebackFailure.TermsNotAllowed, "askedOn must not be in the future")
        : new TracebackTerms(country, provider, askedOn, state);
}

/// <summary>Why a traceback was not entered or changed.</summary>
public enum TracebackFailure
{
    /// <summary>A part breaks a rule.</summary>
    TermsNotAllowed,

    /// <summary>No traceback has this reference.</summary>
    NotFound,

    /// <summary>The traceback was changed since the caller read it.</summary>
    RevisionDiffers,
}

/// <summary>A failure, with its detail in words.</summary>
public sealed record TracebackRefusal(TracebackFailure Failure, string Detail);
