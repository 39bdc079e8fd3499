using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>The URLs of the server's resources below its base, and back from a URL to the id in it.</summary>
/// <param name="Base">Without a slash at the end.</param>
public sealed record AcmeUrls(string Base)
{
    // No id ends so and is still as long as one.
    private const string ConstraintsSuffix = "-c";

    public string Directory => $"{Base}/directory";

    public string NewNonce => $"{Base}/new-nonce";

    public string NewAccount => $"{Base}/new-account";

    public string NewOrder => $"{Base}/new-order";

    public string RevokeCertificate => $"{Base}/revoke-cert";

    public string KeyChange => $"{Base}/key-change";

    public string RenewalInfo => $"{Base}/renewal-info";

    public string Account(string id) => $"{Base}/account/{id}";

    public string Orders(string accountId) => $"{Base}/account/{accountId}/orders";

    public string Order(string id) => $"{Base}/order/{id}";

    public string Authorization(string orderId) => $"{Base}/authorization/{orderId}";

    /// <summary>The authorization of an order's constraints, which stands beside that of its TNAuthList.</summary>
    public string ConstraintsAuthorization(string orderId) => Authorization(orderId + ConstraintsSuffix);

    public string Challenge(string orderId) => $"{Base}/challenge/{orderId}";

    public string Finalize(string orderId) => $"{Base}/order/{orderId}/finalize";

    public string Certificate(string orderId) => $"{Base}/certificate/{orderId}";

    /// <summary>The order that the id of an authorization stands for, and whether it is the authorization of constraints.</summary>
    public static (string OrderId, bool IsOfConstraints) OrderOfAuthorization(string id) =>
        id.EndsWith(ConstraintsSuffix, StringComparison.Ordinal) && AcmeId.IsWellFormed(id[..^ConstraintsSuffix.Length])
            ? (id[..^ConstraintsSuffix.Length], true)
            : (id, false);

    /// <summary>The id in an account's URL.</summary>
    public bool TryReadAccount(string url, [NotNullWhen(true)] out string? id)
    {
        var prefix = Account("");
        id = url.StartsWith(prefix, StringComparison.Ordinal) && AcmeId.IsWellFormed(url[prefix.Length..]) ? url[prefix.Length..] : null;
        return id is not null;
    }
}
