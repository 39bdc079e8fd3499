using System.Net;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Verification;

/// <summary>A deployment that requires an Identity header, and whose CPS holds PASSporTs for some calls that have none.</summary>
public sealed class RequiredIdentityTests : IAsyncLifetime
{
    private readonly StirWorld _world = new()
    {
        More = new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "as,vs,cps",
            ["Cps:ServedSpcs"] = $"{Deployment.ProviderA},{Deployment.ProviderB}",
            ["Vs:RequireIdentity"] = "true",
        },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    // What the CPS held vouches for one call. The next one has nothing.
    [Fact]
    public async Task Verify_WithoutIdentity_IsARequestErrorWhereNothingIsHeld()
    {
        var mailbox = new Uri(_world.Url, $"/cps/company/{Deployment.ProviderA.Code}");
        var posted = await _world.Country.Client.PostOpenAsync(mailbox, [await _world.Country.SignAsync()], Token);
        Assert.Equal(HttpStatusCode.Created, posted.Status);

        var held = await _world.VerifyAsync(_world.AtisRequest(identity: null), _world.AtisKey);
        Assert.Equal(HttpStatusCode.OK, held.Status);
        Assert.Equal("TN-Validation-Passed", held.Verification.GetProperty("verstat").GetString());

        var next = await _world.VerifyAsync(_world.AtisRequest(identity: null), _world.AtisKey);
        Assert.Equal((HttpStatusCode.BadRequest, ("SVC4001", "identity")), (next.Status, next.Error));
    }

    // Left in the mailbox it would vouch for the next call of the same numbers.
    [Fact]
    public async Task Verify_WithIdentity_LeavesNothingInTheMailbox()
    {
        var mailbox = new Uri(_world.Url, $"/cps/company/{Deployment.ProviderA.Code}");
        await _world.Country.Client.PostOpenAsync(mailbox, [await _world.Country.SignAsync()], Token);
        await _world.VerifyAsync(_world.AtisRequest(await _world.IdentityAsync()), _world.AtisKey);
        var next = await _world.VerifyAsync(_world.AtisRequest(identity: null), _world.AtisKey);
        Assert.Equal(HttpStatusCode.BadRequest, next.Status);
    }
}
