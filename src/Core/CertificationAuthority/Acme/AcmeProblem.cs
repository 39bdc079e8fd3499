namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>Why an ACME request is refused (RFC 8555 section 6.7).</summary>
/// <param name="Error">Its type.</param>
/// <param name="Detail">Which rule was broken.</param>
public sealed record AcmeProblem(AcmeError Error, string Detail)
{
    /// <summary>The HTTP status; the error's usual one unless a clause names another.</summary>
    public int Status { get; init; } = Error.Status();

    /// <summary>More than one thing is wrong, or with one identifier (section 6.7.1).</summary>
    public IReadOnlyList<AcmeSubproblem> Subproblems { get; init; } = [];

    /// <summary>With badSignatureAlgorithm: the algorithms that are taken (section 6.2).</summary>
    public IReadOnlyList<string>? Algorithms { get; init; }

    /// <summary>The account that holds a key already, for the Location of a 409 (section 7.3.5).</summary>
    public string? AccountId { get; init; }

    /// <summary>How long the client is asked to wait. Null: with rateLimited the server's usual few seconds, else not at all.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same, with the setting that would make the CA accept what this client does. Null: no setting would.</summary>
    internal AcmeProblem Naming(string? setting) =>
        setting is null ? this : this with { Detail = $"{Detail}; the CA's operator may allow it with {setting}" };

    public static AcmeProblem Malformed(string detail) => new(AcmeError.Malformed, detail);

    public static AcmeProblem Unauthorized(string detail) => new(AcmeError.Unauthorized, detail);

    internal static AcmeProblem AlreadyRevoked { get; } = new(AcmeError.AlreadyRevoked, "the certificate was revoked before");

    /// <summary>Whatever lies under an id is told from what is another's neither by status nor by words.</summary>
    public static AcmeProblem NotFound(string what) =>
        new(AcmeError.Malformed, $"there is no such {what}, or it is another account's") { Status = 404 };
}

/// <summary>One of several things that are wrong.</summary>
/// <param name="Identifier">Which identifier it is about; null where about none.</param>
public sealed record AcmeSubproblem(AcmeError Error, string Detail, AcmeIdentifier? Identifier);
