using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Authorities;

/// <summary>A root of an STI-CA.</summary>
/// <param name="Name">The CA's, for people.</param>
/// <param name="PracticeStatement">Where its certification practice statement is, or which it is.</param>
/// <param name="Revision">1 when it first applies, and one more with each change.</param>
/// <param name="ChangedBy">Who made the last change: where two are needed, another one approves.</param>
public sealed record ApprovedAuthority(
    TrustedRoot Root, string Name, string PracticeStatement, AuthorityState State, long Revision, DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt, AuditParty ChangedBy)
{
    /// <summary>SHA-256 of the root in DER, in lower-case hexadecimal.</summary>
    public string Id => Root.Certificate.Fingerprint;

    /// <summary>Whether the root stands on a list that is signed at a moment.</summary>
    public bool IsListedAt(DateTimeOffset moment) => State == AuthorityState.Approved && Root.Certificate.IsValidAt(moment);
}

/// <summary>What roots are approved by.</summary>
/// <param name="Administrator">As <see cref="RootPossession.ChallengeOf"/> names it.</param>
/// <param name="Country">Whose roots this administrator approves; those of others come from their administrators.</param>
/// <param name="Profile">An error by its rules refuses a root; a warning does not.</param>
/// <param name="NeedsTwoOperators">The operator who made the last change of a root may not approve it.</param>
public sealed record AuthorityRules(string Administrator, CountryCode Country, LintProfile Profile, bool NeedsTwoOperators = false);

/// <summary>What somebody asks to be approved.</summary>
/// <param name="Certificate">The root in DER.</param>
/// <param name="SignedOn">The day in the challenge.</param>
/// <param name="Proof">The signature of the root's key over the challenge; see <see cref="RootPossession"/>.</param>
public sealed record AuthorityApplication(
    ReadOnlyMemory<byte> Certificate, string Name, string PracticeStatement, DateOnly SignedOn, ReadOnlyMemory<byte> Proof);

/// <summary>A root as it lies in the store.</summary>
/// <param name="Pending">What the audit log is still to be told of its last change; null: nothing.</param>
/// <param name="Marks">The last requests that changed it.</param>
internal sealed record StoredAuthority(ApprovedAuthority Authority, AuditAct? Pending, IReadOnlyList<string> Marks, ETag ETag);
