using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Auditing;

/// <summary>
/// Who asks for a change that is audited, from where, why, and by which request. Only <see cref="TryCreate"/> makes one.
/// </summary>
public sealed class ActRequest
{
    private const int MaxRequestId = 128;

    private static readonly SearchValues<char> RequestIdAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:");

    private ActRequest(AuditParty actor, string? address, string reason, string requestId) =>
        (Actor, Address, Reason, RequestId) = (actor, address, reason, requestId);

    public AuditParty Actor { get; }

    public string? Address { get; }

    public string Reason { get; }

    /// <summary>The actor's name for this request. Sent again with the same content it changes nothing and succeeds.</summary>
    public string RequestId { get; }

    /// <param name="failure">Which rule was broken, in words fit for a problem document.</param>
    public static bool TryCreate(
        AuditParty actor, string? address, string? reason, string? requestId,
        [NotNullWhen(true)] out ActRequest? request, [NotNullWhen(false)] out string? failure)
    {
        failure = !PlainText.IsPlain(reason, AuditAct.MaxReason) ? $"reason must be plain text of 1 to {AuditAct.MaxReason} characters"
            : address is not null && !PlainText.IsPlain(address, AuditAct.MaxAddress) ? "the address has another form"
            : requestId is null || requestId.Length is 0 or > MaxRequestId || requestId.AsSpan().ContainsAnyExcept(RequestIdAlphabet)
                ? $"the request id must have 1 to {MaxRequestId} of A-Z a-z 0-9 - _ . :"
            : null;
        request = failure is null ? new ActRequest(actor, address, reason!, requestId!) : null;
        return request is not null;
    }

    /// <summary>The act of a change that gave its subject a revision, with those fields that differ.</summary>
    internal AuditAct ToAct(AuditParty subject, long revision, DateTimeOffset at, string action, IEnumerable<AuditChange> fields) => new(
        IdOf(subject, revision), at, Actor, Address, subject, action, Reason, [.. fields.Where(one => one.Before != one.After)]);

    /// <summary>The id of the act that made a subject what it is at a revision.</summary>
    internal static string IdOf(AuditParty subject, long revision) => $"{subject}/{revision}";

    /// <summary>What tells this request with this content from all others.</summary>
    internal string MarkOf(ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (string[])[Actor.ToString(), RequestId, Reason])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }

        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
