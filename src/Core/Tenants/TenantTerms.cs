using Shaken.Core.Foundations;

namespace Shaken.Core.Tenants;

/// <summary>What an operator enters about a tenant. Only <see cref="Create"/> makes one, so every part is within its bounds.</summary>
public sealed record TenantTerms
{
    /// <summary>Characters of a name.</summary>
    public const int MaxName = 100;

    private TenantTerms(
        string name, ProviderId provider, RestDialect dialect, bool isActive, bool showsAttestation, EnterpriseForm enterprise) =>
        (Name, Provider, Dialect, IsActive, ShowsAttestation, Enterprise) =
            (name, provider, dialect, isActive, showsAttestation, enterprise);

    public string Name { get; }

    public ProviderId Provider { get; }

    public RestDialect Dialect { get; }

    public bool IsActive { get; }

    public bool ShowsAttestation { get; }

    public EnterpriseForm Enterprise { get; }

    /// <param name="showsAttestation">See <see cref="Tenant.ShowsAttestation"/>.</param>
    /// <param name="enterprise">See <see cref="Tenant.Enterprise"/>.</param>
    public static Outcome<TenantTerms, TenantRefusal> Create(
        string? name, ProviderId provider, RestDialect dialect, bool isActive, bool showsAttestation,
        EnterpriseForm enterprise = EnterpriseForm.None) =>
        PlainText.IsPlain(name, MaxName)
            ? new TenantTerms(name!, provider, dialect, isActive, showsAttestation, enterprise)
            : new TenantRefusal(TenantFailure.TermsNotAllowed, $"name must be plain text of 1 to {MaxName} characters");

    internal Tenant ToTenant(TenantId id, long revision) =>
        new(id, Name, Provider, Dialect, IsActive, revision) { ShowsAttestation = ShowsAttestation, Enterprise = Enterprise };

    // What tells this content from all others, in the mark of a request.
    internal string ToMark() => $"{Provider} {Dialect} {IsActive} {ShowsAttestation} {Enterprise} {Name}";
}
