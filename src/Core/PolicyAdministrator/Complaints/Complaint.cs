using System.Buffers;
using Shaken.Core.Foundations;

namespace Shaken.Core.PolicyAdministrator.Complaints;

/// <summary>What became of a complaint.</summary>
public enum ComplaintState
{
    /// <summary>It is being looked into.</summary>
    Open,

    /// <summary>It was found to be right.</summary>
    Upheld,

    /// <summary>It was found to be wrong, or was taken back.</summary>
    Dismissed,
}

/// <summary>
/// A complaint about a provider, as the authority keeps it. It holds no personal data: whose it is stands in the authority's files.
/// </summary>
/// <param name="Reference">Names the complaint in those files, and here.</param>
/// <param name="ReceivedOn">The day by which reports count it.</param>
/// <param name="Subject">What it is about, in a line.</param>
/// <param name="Revision">1 when it is entered, and one more with each change.</param>
public sealed record Complaint(
    string Reference, ProviderId Provider, DateOnly ReceivedOn, string Subject, ComplaintState State, long Revision,
    DateTimeOffset ChangedAt)
{
    private const int MaxReference = 64;

    private static readonly SearchValues<char> ReferenceAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Whether a text from outside can be a reference: 1 to 64 of <c>A-Z a-z 0-9 - _</c>.</summary>
    public static bool IsReference(string? text) =>
        text is { Length: >= 1 and <= MaxReference } && !text.AsSpan().ContainsAnyExcept(ReferenceAlphabet);
}

/// <summary>What an operator enters about a complaint. Only <see cref="Create"/> makes one, so every part is within its bounds.</summary>
public sealed record ComplaintTerms
{
    /// <summary>Characters of a subject.</summary>
    public const int MaxSubject = 200;

    private ComplaintTerms(ProviderId provider, DateOnly receivedOn, string subject, ComplaintState state) =>
        (Provider, ReceivedOn, Subject, State) = (provider, receivedOn, subject, state);

    public ProviderId Provider { get; }

    public DateOnly ReceivedOn { get; }

    public string Subject { get; }

    public ComplaintState State { get; }

    public static Outcome<ComplaintTerms, ComplaintRefusal> Create(
        ProviderId provider, DateOnly receivedOn, string? subject, ComplaintState state) =>
        PlainText.IsPlain(subject, MaxSubject)
            ? new ComplaintTerms(provider, receivedOn, subject!, state)
            : new ComplaintRefusal(
                ComplaintFailure.TermsNotAllowed, $"subject must be plain text of 1 to {MaxSubject} characters");
}

/// <summary>Why a complaint was not entered or changed.</summary>
public enum ComplaintFailure
{
    /// <summary>A part breaks a rule.</summary>
    TermsNotAllowed,

    /// <summary>No complaint has this reference.</summary>
    NotFound,

    /// <summary>The complaint was changed since the caller read it.</summary>
    RevisionDiffers,
}

/// <summary>A failure, with its detail in words.</summary>
public sealed record ComplaintRefusal(ComplaintFailure Failure, string Detail);
