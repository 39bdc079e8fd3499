using System.Net;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Principals.Sessions;
using Shaken.Core.Principals.SigningIn;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Principals;

/// <summary>The principals of a deployment, their sessions and their log, over one store. Instances of the program share it.</summary>
internal sealed class PrincipalWorld
{
    public const string Password = "correct horse battery";

    public static readonly IReadOnlySet<OperatorRole> Administrator = new HashSet<OperatorRole> { OperatorRole.Administrator };
    public static readonly IPAddress Home = IPAddress.Parse("192.0.2.1");

    private readonly DeploymentSecrets _secrets = new(DeploymentSecret.New("test", SystemRandom.Instance), Other: null);
    private int _requests;

    public PrincipalWorld(IRecords? records = null)
    {
        Records = records ?? new MemoryRecords();
        Pace = new SignInPace(Time);
    }

    public ManualTime Time { get; } = new();

    public IRecords Records { get; }

    public CountedPasswords Passwords { get; } = new();

    public SignInPace Pace { get; }

    public SessionTerms Terms { get; } = new(TimeSpan.FromMinutes(30), TimeSpan.FromHours(12));

    public AuditLog Audit => new(Records, Time);

    public KnownPrincipals Principals => PrincipalsOver(Records);

    public ChangePrincipal Change => ChangeOver(Records);

    public GiveCredential Giving => new(Change, Principals, Passwords, SecondFactors, Time, SystemRandom.Instance);

    public SecondFactors SecondFactors => new(Records, _secrets, Time, SystemRandom.Instance);

    public OpenSessions Sessions => new(Records, Audit, Principals, Time, SystemRandom.Instance);

    public StartSession Starting => new(Sessions, Terms, Time, SystemRandom.Instance);

    public RefreshSession Refreshing => new(Sessions, Starting, Time);

    public EndSession Ending => new(Sessions, Principals, Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static PrincipalProfile ApiUser(string account = "one", params string[] addresses) =>
        Profile(PrincipalKind.AccountUser, account, [], addresses);

    public static PrincipalProfile Operator(params OperatorRole[] roles) =>
        Profile(PrincipalKind.Operator, account: null, roles.Length == 0 ? [OperatorRole.Auditor] : roles, []);

    public static PrincipalProfile Profile(PrincipalKind kind, string? account, OperatorRole[] roles, string[] addresses) =>
        PrincipalProfile.Create(kind, account, roles, [.. addresses.Select(text => IPNetwork.Parse(text))], TrustListForm.Standard).Value;

    public static IReadOnlySet<OperatorRole> Roles(params OperatorRole[] roles) => roles.ToHashSet();

    public KnownPrincipals PrincipalsOver(IRecords records) => new(records, new AuditLog(records, Time), Time, SystemRandom.Instance);

    /// <summary>Another instance of the program, on a store of its own over the shared one.</summary>
    public ChangePrincipal ChangeOver(IRecords records) => new(PrincipalsOver(records), Time);

    public SignInByPassword SignIn() => new(
        Principals, Change, Starting, SecondFactors, Passwords, Pace, new HashingLanes(perLane: 1, waiting: 10_000), SystemRandom.Instance);

    public PrincipalRequest Request(IReadOnlySet<OperatorRole>? roles = null, string? id = null) => new(
        ActRequest.TryCreate(
            new AuditParty("operator", "root"), "192.0.2.99", "as decided", id ?? $"request-{Interlocked.Increment(ref _requests)}",
            out var act, out var failure)
            ? act
            : throw new ArgumentException(failure, nameof(id)),
        roles ?? Administrator);

    /// <summary>A principal that has a password.</summary>
    public async Task<Principal> AddAsync(string userId, PrincipalProfile? profile = null)
    {
        Assert.True((await Change.CreateAsync(userId, profile ?? ApiUser(), Request(), Token)).IsSuccess);
        return (await Giving.SetPasswordAsync(userId, Password, Request(), Token)).Value.Principal;
    }

    public async Task<SessionTokens> SessionAsync(string userId) =>
        await Starting.StartAsync((await Principals.FindAsync(userId, Token))!, Home.ToString(), Token);

    public SignInAttempt Attempt(string userId, string password = Password, string? address = null, string? code = null) => new(
        userId, new SecretText(password), code, IPAddress.Parse(address ?? Home.ToString()), address ?? Home.ToString(),
        $"request-{Interlocked.Increment(ref _requests)}");

    /// <summary>What the log says was done to a principal, in order. The chain is whole.</summary>
    public async Task<IReadOnlyList<string>> AuditedAsync(string userId)
    {
        var page = await Audit.ListAsync(new AuditFilter(Subject: new AuditParty("principal", userId)), cursor: null, 1000, Token);
        Assert.Null((await Audit.VerifyAsync(anchor: null, Token)).Break);
        return [.. page.Entries.Select(entry => entry.Act.Action)];
    }
}

/// <summary>Passwords that cost nothing, and how many were hashed or compared.</summary>
internal sealed class CountedPasswords : IPasswords
{
    private int _count;

    public int Count => _count;

    /// <summary>Of the parameters that a hash is made with.</summary>
    public int Version { get; set; } = 1;

    public string Hash(string password)
    {
        Interlocked.Increment(ref _count);
        return $"{Version} {password.GetHashCode(StringComparison.Ordinal)}";
    }

    public PasswordMatch Match(string hash, string password)
    {
        var now = Hash(password);
        return now == hash ? PasswordMatch.Same
            : now.Split(' ')[1] == hash.Split(' ')[1] ? PasswordMatch.SameWithOldHash
            : PasswordMatch.Different;
    }
}
