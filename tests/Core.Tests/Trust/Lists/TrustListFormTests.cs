using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Tests.Trust.Lists;

/// <summary>One list, however its administrator writes it; and how ours is written for readers that want it otherwise.</summary>
public sealed class TrustListFormTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("\"1\"")]
    [InlineData("\"1.0\"")]
    public async Task Read_VersionInAnyForm_IsVersionOne(string version)
    {
        var administrator = await TestAdministrator.NewAsync();
        var payload = administrator.Payload().Replace("\"version\":1,", $"\"version\":{version},", StringComparison.Ordinal);
        Assert.Single((await administrator.ReadAsync(await administrator.SignAsync(payload))).Value.Roots.All);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Sign_InAnyForm_IsReadBack(bool isText, bool isPem)
    {
        var administrator = await TestAdministrator.NewAsync();
        using var key = SoftwareKey.New();
        var root = CrlWorld.Root(CertificateForm.Root().Sign());
        var compact = await TrustListSigner.SignAsync([root], 3, administrator.Time.GetUtcNow().AddDays(1), key, TestAdministrator.X5u, new TrustListForm(isText, isPem), Token);
        Assert.True(Jws.TryParse(compact, Limits.TrustListOctets, out var jws, out _));
        using var json = JsonDocument.Parse(jws.DecodePayload());
        Assert.Equal(isText ? "\"1\"" : "1", json.RootElement.GetProperty("version").GetRawText());
        var entry = json.RootElement.GetProperty("trustList")[0].GetString()!;
        Assert.Equal(isPem ? root.Certificate.ToPem() + "\n" : Convert.ToBase64String(root.Certificate.Der.Span), entry);
        Assert.True(TrustListDocument.TryRead(jws.DecodePayload(), out var document, out _));
        Assert.Equal((1, 3, entry), (document.Version, document.Sequence, Assert.Single(document.Entries)));
        if (!isText && !isPem)
            Assert.StartsWith("{\"version\":1,\"exp\":", Encoding.UTF8.GetString(jws.DecodePayload()), StringComparison.Ordinal);
        Assert.Equal(isText || isPem, compact.Split('.')[1] != (await TrustListSigner.SignAsync([root], 3, administrator.Time.GetUtcNow().AddDays(1), key, TestAdministrator.X5u, Token)).Split('.')[1]);
    }
}
