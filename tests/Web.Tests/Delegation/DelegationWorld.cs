using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Pki.Der;
using Shaken.Web.Delegation;
using Shaken.Web.Tests.Operators;

namespace Shaken.Web.Tests.Delegation;

/// <summary>A program of the role delegation, in which US/1234 lends 14155550000 to 14155559999 and US/5678 nothing yet.</summary>
internal static class DelegationWorld
{
    public const string Lent = "14155550000-14155559999";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<OperatorWorld> StartAsync(params (string Name, string Value)[] settings) => OperatorWorld.StartAsync(
    [
        ("Shaken:Roles", "delegation"),
        ("Delegation:Providers:0:Id", "US/1234"),
        ("Delegation:Providers:0:TnAuthList", ListOf(Lent)),
        ("Delegation:Providers:1:Id", "US/5678"),
        .. settings,
    ]);

    /// <summary>A TNAuthList of numbers, base64 of its DER.</summary>
    public static string ListOf(params string[] texts) =>
        NumberTexts.TryParse(texts, out var numbers, out _) && numbers.TryToTnAuthList(out var list)
            ? Convert.ToBase64String(TnAuthListDer.Write(list))
            : throw new ArgumentException("No numbers.", nameof(texts));

    public static async Task AddCustomerAsync(this OperatorWorld world, string id)
    {
        var body = JsonSerializer.Serialize(new { revision = 0, name = $"Customer {id}", reason = "asked" });
        var made = await world.SendAsync(
            HttpMethod.Put, $"/operator/v1/delegation/customers/{id}", body, $"Bearer {world.KeyOf("registrar")}");
        Assert.Equal(HttpStatusCode.OK, made.Status);
    }

    public static Task<HttpReply> GrantAsync(this OperatorWorld world, string customer, string numbers, params string[] originators) =>
        world.AsAsync("registrar", "delegation/grants", new
        {
            customer,
            provider = "US/1234",
            numbers = numbers.Split(','),
            until = "2027-06-01T00:00:00Z",
            originators,
            reason = "asked",
        });

    /// <summary>The API key of a new user.</summary>
    public static async Task<string> KeyOfNewUserAsync(this OperatorWorld world, string userId, string kind, string account)
    {
        var made = await world.AsAdministratorAsync("principals", new { userId, kind, account, reason = "asked" });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var key = await world.AsAdministratorAsync($"principals/{userId}/keys", new { name = "test", reason = "asked" });
        return key.Json.GetProperty("secret").GetString()!;
    }

    /// <summary>A copy of the delegation base: its lines, and its cursor.</summary>
    public static async Task<(string[] Lines, string Cursor)> CopyAsync(this OperatorWorld world, string key, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/delegation/v1/base{query}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await world.Http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/gzip", response.Content.Headers.ContentType!.MediaType);
        var octets = await response.Content.ReadAsByteArrayAsync(Token);
        Assert.Equal("1f8b", Convert.ToHexStringLower(octets[..2]));
        await using var plain = new GZipStream(new MemoryStream(octets), CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(Token);
        return (text.Split('\n', StringSplitOptions.RemoveEmptyEntries), response.Headers.GetValues(BaseEndpoints.CursorHeader).Single());
    }
}
