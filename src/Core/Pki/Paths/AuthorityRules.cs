using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Paths;

/// <summary>
/// The rules for the TNAuthLists of a path whose signatures have been checked: each list limits everything below it (RFC 8226 section 9),
/// and a delegate's leaf stands below a certificate with a list (RFC 9060 sections 4 and 5).
/// </summary>
/// <param name="path">Leaf first, root last.</param>
/// <param name="lists">Lists by reference, by their URL. One that is not among them limits nothing and is named in the result.</param>
internal sealed class AuthorityRules(IReadOnlyList<StiCertificate> path, IReadOnlyDictionary<string, TnAuthList> lists)
{
    private static readonly Dictionary<string, TnAuthList> NoLists = [];

    private readonly List<Finding> _findings = [];
    private readonly List<string> _missing = [];
    private readonly List<NumbersByCode> _byCode = [];
    private IReadOnlyList<ServiceProviderCode> _lenders = [];

    /// <summary>For a caller that has no list by reference.</summary>
    public AuthorityRules(IReadOnlyList<StiCertificate> path)
        : this(path, NoLists)
    {
    }

    private StiCertificate Leaf => path[0];

    public Outcome<PathAuthority, PathViolation> Judge()
    {
        var own = ListOf(Leaf);
        if (own is null && UrlOf(Leaf) is null)
            return Violation(ChainFailure.NoTnAuthList, $"{Leaf.Subject} has no TNAuthList that can be read", Leaf);
        var isDelegate = own is { HasCodesOnly: false };
        if (isDelegate && FindIdentifierFault() is { } unnamed) return unnamed;
        var child = own;
        for (var index = 1; index < path.Count; index++)
        {
            var issuer = path[index];
            if (issuer.Extensions.Malformed.Contains(Oids.TnAuthList))
                return Violation(ChainFailure.ExtensionNotUnderstood, $"{issuer.Subject}: the TNAuthList cannot be read", issuer);
            if (ListOf(issuer) is { } parent)
            {
                if (child is not null && FindExcess(child, parent, issuer) is { } excess) return excess;
                if (isDelegate && _lenders.Count == 0 && parent.HasCode) _lenders = [.. parent.Codes.Distinct()];
                child = parent;
            }
            else if (index == 1 && isDelegate && UrlOf(issuer) is null)
            {
                return Violation(
                    ChainFailure.IssuerWithoutTnAuthList, $"{issuer.Subject} has no TNAuthList and stands above a delegate's certificate");
            }
        }

        if (_missing.Count > 0)
            _findings.Add(new Finding(FindingKind.ListByReferenceNotChecked, "a TNAuthList by reference was not looked at"));
        return new PathAuthority(own, _lenders, _byCode, _missing, _findings);
    }

    // What stands in the certificate has the last word: a list at a URL beside it could only add to it.
    private static string? UrlOf(StiCertificate certificate) =>
        certificate.Extensions.Find(Oids.TnAuthList) is null ? certificate.Extensions.TnAuthListUrl : null;

    private TnAuthList? ListOf(StiCertificate certificate)
    {
        var list = certificate.Extensions.TnAuthList;
        if (list is null && UrlOf(certificate) is { } url && !lists.TryGetValue(url, out list)) _missing.Add(url);
        if (list is not null) _findings.AddRange(list.Findings);
        return list;
    }

    private PathViolation? FindExcess(TnAuthList child, TnAuthList parent, StiCertificate issuer)
    {
        if (parent.FindNumbersByCode(child) is not { } byCode)
            return Violation(ChainFailure.TnAuthListExceeded, $"{Leaf.Subject} claims more than {issuer.Subject} has");
        if (byCode.IsEmpty) return null;
        _byCode.Add(new NumbersByCode([.. parent.Codes.Distinct()], byCode));
        _findings.Add(new Finding(FindingKind.DelegationByCodeNotChecked, $"{issuer.Subject} has only an SPC above delegated numbers"));
        return null;
    }

    // RFC 9060 section 5: each AuthorityKeyIdentifier is the SubjectKeyIdentifier above it, throughout. The search compared those present.
    private PathViolation? FindIdentifierFault()
    {
        for (var index = 0; index < path.Count - 1; index++)
        {
            if (path[index].Extensions.AuthorityKeyIdentifier?.KeyIdentifier is null
                || path[index + 1].Extensions.SubjectKeyIdentifier is null)
            {
                return Violation(
                    ChainFailure.KeyIdentifierMissing, $"no key identifier leads from {path[index].Subject} to {path[index + 1].Subject}");
            }
        }

        return null;
    }

    private PathViolation Violation(ChainFailure failure, string detail, StiCertificate? unfit = null) =>
        new(new ChainRefusal(failure, detail), path.Count, unfit);
}
