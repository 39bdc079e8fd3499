using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>What tells one ACME server of a deployment from another.</summary>
public sealed record AcmeServerParts
{
    /// <summary>Where its resources are below the host, such as <c>/acme</c>.</summary>
    public required string Path { get; init; }

    public required AcmeOptions Options { get; init; }

    /// <summary>Its own tables: two servers of one deployment have none in common.</summary>
    public required IRecords Records { get; init; }

    public required DeploymentSecrets Secrets { get; init; }

    public required IAcmeIssuing Issuing { get; init; }

    /// <summary>What that step issued.</summary>
    public required IAcmeCertificates Certificates { get; init; }

    /// <summary>Null: it knows of no rights, so an order takes a challenge.</summary>
    public IAcmeEntitlement? Entitlement { get; init; }

    /// <summary>Null: it has no challenges.</summary>
    public AnswerChallenge? Challenges { get; init; }

    /// <summary>Other ways up from its certificates.</summary>
    public AlternateChains Alternates { get; init; } = new([]);
}

/// <summary>
/// An ACME server (RFC 8555): the use cases behind one directory. A deployment may have several, which share this code and nothing else:
/// each has its URLs, its tables, its options, its step that entitles and its step that issues.
/// </summary>
public sealed class AcmeServer
{
    public AcmeServer(AcmeServerParts parts, TimeProvider time, IRandom random, ILogger<FinalizeOrder> logger)
    {
        var (options, records) = (parts.Options, parts.Records);
        (Path, Options, Certificates, Alternates) = (parts.Path, options, parts.Certificates, parts.Alternates);
        AnswerChallenge = parts.Challenges;
        Nonces = new AcmeNonces(records, parts.Secrets, options, time, random);
        Accounts = new AcmeAccounts(records);
        Orders = new AcmeOrders(records);
        ExternalKeys = new ExternalAccountKeys(records, parts.Secrets, random);
        Requests = new AcmeRequests(Accounts, Nonces, options);
        RegisterAccount = new RegisterAccount(Accounts, ExternalKeys, new NewAccountRate(options, time), options, time, random);
        UpdateAccount = new UpdateAccount(Accounts);
        ChangeKey = new ChangeKey(Accounts);
        RenewalInfo = new RenewalInfo(Certificates, time);
        PlaceOrder = new PlaceOrder(
            Orders, options, time, random, parts.Entitlement, new AcmeReplacements(records, Orders, RenewalInfo));
        DeactivateAuthorization = new DeactivateAuthorization(Orders, time);
        FinalizeOrder = new FinalizeOrder(Orders, Accounts, parts.Issuing, parts.Entitlement, time, logger);
        RevokeCertificate = new RevokeCertificate(Orders, Accounts, Certificates, time);
    }

    public string Path { get; }

    public AcmeOptions Options { get; }

    public AcmeNonces Nonces { get; }

    public AcmeAccounts Accounts { get; }

    public AcmeOrders Orders { get; }

    public ExternalAccountKeys ExternalKeys { get; }

    public AcmeRequests Requests { get; }

    public RegisterAccount RegisterAccount { get; }

    public UpdateAccount UpdateAccount { get; }

    public ChangeKey ChangeKey { get; }

    public PlaceOrder PlaceOrder { get; }

    /// <summary>Null: the server has no challenges.</summary>
    public AnswerChallenge? AnswerChallenge { get; }

    public DeactivateAuthorization DeactivateAuthorization { get; }

    public FinalizeOrder FinalizeOrder { get; }

    public RevokeCertificate RevokeCertificate { get; }

    public RenewalInfo RenewalInfo { get; }

    public IAcmeCertificates Certificates { get; }

    public AlternateChains Alternates { get; }
}
