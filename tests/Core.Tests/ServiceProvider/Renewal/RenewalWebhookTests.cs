using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.ServiceProvider.Renewal;

public sealed class RenewalWebhookTests
{
    private static readonly RenewalNotice Notice = new(
        "id-1", RenewalEvent.Renewed, "US/1234", "https://cr.example/1.pem", new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.Zero), "renewed", new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_PostsTheNewsAsJson_SignedWithTheSecret()
    {
        var receiver = new Receiver(_ => new HttpResponseMessage(HttpStatusCode.NoContent));
        Assert.True(await NewHook(receiver).TrySendAsync(Notice, Token));
        Assert.Equal($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData("a secret of some length"u8, Encoding.UTF8.GetBytes(receiver.Body)))}", receiver.Signature);
        Assert.Equal(
            """{"id":"id-1","event":"renewed","provider":"US/1234","certificateUrl":"https://cr.example/1.pem","notAfter":"2027-02-01T00:00:00Z","detail":"renewed","at":"2026-11-21T12:00:00Z"}""",
            JsonDocument.Parse(receiver.Body).RootElement.GetRawText());
    }

    [Fact]
    public async Task Send_ThatNobodyTakes_IsFalse()
    {
        Assert.False(await NewHook(new Receiver(_ => new HttpResponseMessage(HttpStatusCode.Found))).TrySendAsync(Notice, Token));
        Assert.False(await NewHook(new Receiver(_ => throw new HttpRequestException("no route"))).TrySendAsync(Notice, Token));
    }

    private static RenewalWebhook NewHook(Receiver receiver) => new(new HttpMessageInvoker(receiver), new Uri("https://ops.example/hook"), "a secret of some length", new ManualTime());

    private sealed class Receiver(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public string Body { get; private set; } = "";

        public string Signature { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            Signature = request.Headers.GetValues("X-Shaken-Signature").Single();
            return answer(request);
        }
    }
}
