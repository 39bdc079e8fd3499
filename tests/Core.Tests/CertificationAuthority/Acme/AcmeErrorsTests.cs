using Shaken.Core.CertificationAuthority.Acme;

namespace Shaken.Core.Tests.CertificationAuthority.Acme;

public sealed class AcmeErrorsTests
{
    // The table of RFC 8555 section 6.7, as printed; alreadyReplaced of RFC 9773 and invalidProfile of the draft of profiles.
    private static readonly string[] Names =
    [
        "accountDoesNotExist", "alreadyReplaced", "alreadyRevoked", "badCSR", "badNonce", "badPublicKey", "badRevocationReason",
        "badSignatureAlgorithm", "caa", "compound", "connection", "dns",
        "externalAccountRequired", "incorrectResponse", "invalidContact", "invalidProfile", "malformed", "orderNotReady", "rateLimited",
        "rejectedIdentifier", "serverInternal", "tls", "unauthorized",
        "unsupportedContact", "unsupportedIdentifier", "userActionRequired",
    ];

    [Fact]
    public void Table_HasEveryTypeOfTheStandard_AndNoOther()
    {
        Assert.Equal(26, Names.Length);
        Assert.Equal(Names.Select(name => $"urn:ietf:params:acme:error:{name}"), Enum.GetValues<AcmeError>().Select(error => error.Urn()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Status_OfEachType_IsAnErrors()
    {
        Assert.All(Enum.GetValues<AcmeError>(), error => Assert.InRange(error.Status(), 400, 599));
        Assert.Equal((500, 429, 403), (AcmeError.ServerInternal.Status(), AcmeError.RateLimited.Status(), AcmeError.OrderNotReady.Status()));
    }
}
