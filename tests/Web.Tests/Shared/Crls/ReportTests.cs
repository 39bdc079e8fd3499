using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.Shared.Crls;

/// <summary>A CA that reports its revocations to a policy administrator elsewhere, which answers this and that.</summary>
public sealed class ReportTests(CaDeployment ca) : IClassFixture<CaDeployment>, IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");
    private WebApplication _administrator = null!;
    private int _status;
    private string? _authorization;
    private string? _mediaType;
    private byte[] _body = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _administrator = builder.Build();
        _administrator.Urls.Add("http://127.0.0.1:0");
        _administrator.MapPost("/pa/v1/revocations", TakeAsync);
        await _administrator.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _administrator.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(201, ReportAnswer.Acknowledged, null)]
    [InlineData(200, ReportAnswer.Acknowledged, null)]
    [InlineData(400, ReportAnswer.Refused, "Error 1621")]
    [InlineData(403, ReportAnswer.Refused, "Error 1621")]
    [InlineData(401, ReportAnswer.Unreachable, "Error 1621")]
    [InlineData(302, ReportAnswer.Unreachable, "Error 1621")]
    [InlineData(429, ReportAnswer.Unreachable, "Warning 1622")]
    [InlineData(503, ReportAnswer.Unreachable, "Warning 1622")]
    public async Task Answer_DecidesWhetherTheReportWaits_AndWhetherAnOperatorIsCalled(int status, ReportAnswer answer, string? line)
    {
        var reports = await ReportsAsync(_administrator.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _status = status;
        Assert.Equal(answer, await reports.SendAsync("{\"serial\":\"01\"}"u8.ToArray(), Token));
        Assert.Equal(("Bearer crl_secret", "application/json", "{\"serial\":\"01\"}"), (_authorization, _mediaType, System.Text.Encoding.UTF8.GetString(_body)));
        var told = ca.Log.Where(text => text.Contains(" 1621 ", StringComparison.Ordinal) || text.Contains(" 1622 ", StringComparison.Ordinal)).ToList();
        if (line is null) Assert.Empty(told);
        else Assert.StartsWith(line, Assert.Single(told), StringComparison.Ordinal);
        Assert.DoesNotContain(ca.Log, text => text.Contains("crl_secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Administrator_WhoIsNotThere_IsWaitedFor()
    {
        var address = _administrator.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var reports = await ReportsAsync(address);
        await _administrator.StopAsync(Token);
        Assert.Equal(ReportAnswer.Unreachable, await reports.SendAsync("{}"u8.ToArray(), Token));
        Assert.Contains(ca.Log, text => text.StartsWith("Warning 1622", StringComparison.Ordinal));
    }

    private async Task<IRevocationReports> ReportsAsync(string address)
    {
        var secret = Path.Combine(_folder.FullName, "secret");
        await File.WriteAllTextAsync(secret, "crl_secret\n", Token);
        await ca.StartCaAsync(("Ca:ReportTo:Url", $"{address}/pa/v1/revocations"), ("Ca:ReportTo:SecretFile", secret));
        ca.Log.Clear();
        return ca.NewestServices.GetRequiredService<IRevocationReports>();
    }

    private async Task TakeAsync(HttpContext context)
    {
        (_authorization, _mediaType) = (context.Request.Headers.Authorization.ToString(), context.Request.ContentType);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _body = body.ToArray();
        context.Response.StatusCode = _status;
        if (_status == (int)HttpStatusCode.Found) context.Response.Headers.Location = "https://elsewhere.example/";
    }
}
