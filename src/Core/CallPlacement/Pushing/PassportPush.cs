using System.Buffers;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement.Deliveries;
using Shaken.Core.CallPlacement.Posting;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.CallPlacement.Pushing;

/// <summary>A verification service (STI-VS) that is told what was stored.</summary>
/// <param name="Url">Where its verification requests are posted.</param>
/// <param name="Authorization">The whole value of the header field; null: none is sent.</param>
public sealed record PushTarget(Uri Url, SecretText? Authorization);

/// <summary>
/// Pushes what the CPS has stored to a verification service, in the form of the field's open-source CPS: a verification request with
/// orig, dest, iat and identity. Best effort, in the background: the PASSporT waits in the mailbox too.
/// </summary>
public sealed class PassportPush : IDisposable
{
    private readonly PushTarget? _target;
    private readonly HttpMessageInvoker? _http;
    private readonly DeliveryLane? _lane;
    private readonly DeliveryBounds _bounds = DeliveryBounds.Default;
    private readonly TimeSpan _freshness;
    private readonly TimeProvider _time;
    private readonly PostMetrics? _metrics;

    /// <param name="http">For hosts that the operator named.</param>
    /// <param name="freshness">How long a PASSporT is of use after its iat.</param>
    public PassportPush(
        PushTarget target, HttpMessageInvoker http, TimeSpan freshness, TimeProvider time, ILogger<PassportPush> logger)
    {
        (_target, _http, _freshness, _time) = (target, http, freshness, time);
        _metrics = PostMetrics.OfPushes();
        _lane = new DeliveryLane(target.Url.Authority, _bounds, new PushReport(_metrics, logger), time);
    }

    private PassportPush(TimeProvider time) => _time = time;

    internal Meter? Meter => _metrics?.Meter;

    /// <summary>For a CPS that pushes nothing.</summary>
    public static PassportPush ToNobody(TimeProvider time) => new(time);

    /// <summary>Queues what was stored. Never waits and never throws.</summary>
    public void Push(AdmittedPassports stored)
    {
        if (_lane is null) return;
        foreach (var passport in stored.Passports)
            _lane.Offer(new PushDelivery(_target!, _http!, passport, stored.Call, passport.Claims.IssuedAt + _freshness));
    }

    /// <summary>Works until told to stop; then pushes what waits, for a bounded time.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        if (_lane is null) return;
        using var abandon = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        await using var registration = stoppingToken.Register(() =>
        {
            _lane.Close();
            abandon.CancelAfter(_bounds.Drain);
        });
        await _lane.RunAsync(abandon.Token);
    }

    public void Dispose() => _metrics?.Dispose();
}

/// <summary>A stored PASSporT on its way to the verification service.</summary>
internal sealed class PushDelivery(
    PushTarget target, HttpMessageInvoker http, VerifiedPassport passport, CallNumbers call, DateTimeOffset worthUntil) : IDelivery
{
    public DateTimeOffset WorthUntil => worthUntil;

    public long Characters => passport.Compact.Length;

    public ValueTask<Func<CancellationToken, Task<CpsAnswer>>> PrepareAsync() => new(SendAsync);

    // The answer is the service's verdict, which is none of the CPS's business: its status alone is looked at.
    private async Task<CpsAnswer> SendAsync(CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(Body());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = content };
        if (target.Authorization is { } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization.Reveal());
        using var response = await http.SendAsync(request, cancellationToken);
        return new CpsAnswer(response.StatusCode, Reason: null, Detail: null, []);
    }

    private ReadOnlyMemory<byte> Body()
    {
        var body = new ArrayBufferWriter<byte>();
        Write(body, $$"""{"verificationRequest":{"orig":{"tn":"{{call.Orig.Value}}"},"dest":{"tn":["{{call.Dest.Value}}"]},""");
        Write(body, string.Create(CultureInfo.InvariantCulture, $"\"iat\":{passport.Claims.IssuedAt.ToUnixTimeSeconds()},\"identity\":"));
        CanonicalJson.WriteString(body, passport.X5u is { } x5u ? $"{passport.Compact};info=<{x5u}>" : passport.Compact);
        Write(body, "}}");
        return body.WrittenMemory;
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
