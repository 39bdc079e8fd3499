using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Lint;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Web.PolicyAdministrator.Partners;

namespace Shaken.Web.PolicyAdministrator.Authorities;

/// <summary>A root of an STI-CA.</summary>
/// <param name="Id">SHA-256 of the root in DER.</param>
/// <param name="Moves">The states that it may be moved to now.</param>
/// <param name="Certificate">The root in PEM.</param>
/// <param name="Findings">The rules of the country's certificate profile that it breaks now.</param>
internal sealed record AuthorityAnswer(
    string Id, string Name, string PracticeStatement, string State, long Revision, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt,
    string ChangedBy, string Subject, string Serial, DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool IsListed,
    IReadOnlyList<string> Moves, string Certificate, string Country, IReadOnlyList<RootFindingAnswer> Findings)
{
    public static AuthorityAnswer Of(ApprovedAuthority authority, LintProfile profile, DateTimeOffset now)
    {
        var certificate = authority.Root.Certificate;
        return new AuthorityAnswer(
            authority.Id, authority.Name, authority.PracticeStatement, KebabCase.Of(authority.State), authority.Revision,
            authority.CreatedAt, authority.ChangedAt, authority.ChangedBy.ToString(), certificate.Subject.ToString(),
            certificate.SerialNumberText, certificate.NotBefore, certificate.NotAfter, authority.IsListedAt(now),
            [.. AuthorityStates.After(authority.State).Select(state => KebabCase.Of(state))], certificate.ToPem(),
            authority.Root.Country.Value, RootFindingAnswer.AllOf(authority.Root, profile));
    }
}

/// <summary>All roots that ever applied.</summary>
internal sealed record AuthoritiesAnswer(IReadOnlyList<AuthorityAnswer> Authorities);

/// <summary>What the key of a root must sign.</summary>
/// <param name="Challenge">ASCII; the signature is ECDSA with SHA-256 over its octets.</param>
internal sealed record ChallengeAnswer(string Id, DateOnly SignedOn, string Challenge);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuthorityAnswer))]
[JsonSerializable(typeof(AuthoritiesAnswer))]
[JsonSerializable(typeof(ChallengeAnswer))]
internal sealed partial class AuthorityAnswersJson : JsonSerializerContext;
