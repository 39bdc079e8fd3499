using System.Text.RegularExpressions;

namespace Shaken.Interop.Tests.Sip;

/// <summary>One call by SIPp: the numbers that its signalling has, and the headers beside those that every INVITE has.</summary>
internal sealed record SippCall(string Caller, string Called)
{
    /// <summary>Whole header lines.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];
}

/// <summary>
/// SIPp, an independent SIP client and server, on loopback: it places a call through a proxy and answers it behind the proxy. Skipped by
/// its name where it is not installed.
/// </summary>
internal sealed partial class Sipp : IDisposable
{
    private const string Program = "sipp";
    private const string CalledLog = "called.log";

    private readonly ExternalTool _tool = new();

    /// <summary>Where the called side listens.</summary>
    public int CalledPort { get; } = SipExchange.FreePort();

    public void Dispose() => _tool.Dispose();

    /// <summary>Places a call that is answered, and ends it.</summary>
    /// <returns>The INVITE as the called side received it.</returns>
    public async Task<IReadOnlyList<string>> CompleteAsync(int proxy, SippCall call)
    {
        var called = _tool.Write("called.xml", SippScenarios.Called);
        string[] log = ["-trace_msg", "-message_file", _tool.File(CalledLog)];
        var answering = _tool.RunAsync(Program, ["-sf", called, .. Common(CalledPort), .. log]);
        await CallAsync(proxy, call, SippScenarios.Completed(call));
        var (code, output) = await answering;
        Assert.True(code == 0, output);
        var messages = await File.ReadAllTextAsync(_tool.File(CalledLog), TestContext.Current.CancellationToken);
        return Invites().Match(messages).Value.ReplaceLineEndings("\n").Split('\n');
    }

    /// <summary>Places a call that ends with a final response.</summary>
    public Task RefusedAsync(int proxy, SippCall call, int status) => CallAsync(proxy, call, SippScenarios.Refused(call, status));

    private static string[] Common(int port) =>
        ["-i", "127.0.0.1", "-p", $"{port}", "-m", "1", "-nostdin", "-timeout", "20s", "-timeout_error"];

    // Zero only when each message of the scenario came as it says.
    private async Task CallAsync(int proxy, SippCall call, string scenario)
    {
        var (caller, log) = (_tool.Write("caller.xml", scenario), _tool.File("caller.err"));
        string[] common = [.. Common(SipExchange.FreePort()), "-trace_err", "-error_file", log];
        var (code, output) = await _tool.RunAsync(Program, [$"127.0.0.1:{proxy}", "-sf", caller, .. common]);
        var errors = File.Exists(log) ? await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken) : "";
        Assert.True(code == 0, $"{call.Caller} to {call.Called} ended with {code}: {errors}{output}");
    }

    [GeneratedRegex(@"^INVITE sip:.*?\r?\n\r?\n", RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex Invites();
}
