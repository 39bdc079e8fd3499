using System.Buffers;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;

namespace Shaken.Core.Reputation.Traces;

/// <summary>Where a call trace stands. A closed set.</summary>
public enum TraceState
{
    /// <summary>It waits for an answer.</summary>
    Open,

    /// <summary>There is an answer.</summary>
    Answered,

    /// <summary>Its author, or the authority, has closed it.</summary>
    Closed,
}

/// <summary>What an answer to a trace says. A closed set.</summary>
public enum TraceFinding
{
    /// <summary>The call did not pass through the one that answers.</summary>
    NotOurs,

    /// <summary>It came from the provider that the answer names.</summary>
    CameFrom,

    /// <summary>It came from an own customer, and nothing was done yet.</summary>
    OwnCustomer,

    /// <summary>It came from an own customer, who was stopped.</summary>
    CustomerStopped,
}

/// <summary>An answer to a trace.</summary>
/// <param name="By">Who answers; null: the authority.</param>
/// <param name="From">Of <see cref="TraceFinding.CameFrom"/>: who handed the call over; else null.</param>
/// <param name="Note">In words, without numbers; null: none.</param>
public sealed record TraceAnswer(ProviderId? By, DateTimeOffset At, TraceFinding Finding, ProviderId? From, string? Note);

/// <summary>A call trace without what is sealed: what a list shows.</summary>
/// <param name="Id">See <see cref="IsId"/>.</param>
/// <param name="Author">Who opened it.</param>
/// <param name="Addressee">Who is asked; null: the authority.</param>
/// <param name="Revision">1 when it is opened, and one more with each change.</param>
public sealed record TraceSummary(
    string Id, ProviderId Author, ProviderId? Addressee, TraceState State, DateTimeOffset OpenedAt, DateTimeOffset ChangedAt,
    long Revision)
{
    /// <summary>Digits of an id.</summary>
    public const int IdLength = 36;

    private static readonly SearchValues<char> IdAlphabet =
        SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a text from outside can be an id: 36 hexadecimal digits in lower case.</summary>
    public static bool IsId(string? text) => text is { Length: IdLength } && !text.AsSpan().ContainsAnyExcept(IdAlphabet);
}

/// <summary>A call trace that was opened for a reader; the audit log tells of the reading.</summary>
public sealed record CallTrace(TraceSummary Summary, TracedCall Call, IReadOnlyList<TraceAnswer> Answers);

/// <summary>Who asks for a trace: the providers of an account, or the authority, which sees all.</summary>
/// <param name="Providers">Null: the authority.</param>
public sealed record TraceParty(AuditParty Name, IReadOnlyList<ProviderId>? Providers)
{
    public bool IsAuthority => Providers is null;

    /// <summary>Whether it may speak for a provider.</summary>
    public bool IsFor(ProviderId? provider) => provider is not null && Providers?.Contains(provider) == true;

    /// <summary>Whether it may read a trace: as the authority, the author or the addressee.</summary>
    public bool MayRead(TraceSummary trace) => IsAuthority || IsFor(trace.Author) || IsFor(trace.Addressee);

    /// <summary>Whether it may answer: as the addressee, or as the authority, to which a trace without an addressee goes.</summary>
    public bool MayAnswer(TraceSummary trace) => IsAuthority || IsFor(trace.Addressee);
}

/// <summary>Why a trace is not opened, shown or changed.</summary>
public enum TraceFailure
{
    /// <summary>A part breaks a rule, such as more than four digits of a number.</summary>
    TraceNotAllowed,

    /// <summary>There is no trace of this id that the caller may read.</summary>
    NotFound,

    /// <summary>The caller does not speak for the provider.</summary>
    NotForCaller,

    /// <summary>The trace was changed since the caller read it.</summary>
    RevisionDiffers,

    /// <summary>The trace is closed, or has as many answers as it may have.</summary>
    NotOpen,
}

/// <summary>A failure, with its detail in words.</summary>
public sealed record TraceRefusal(TraceFailure Failure, string Detail);
