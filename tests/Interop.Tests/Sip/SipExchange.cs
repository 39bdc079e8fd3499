using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shaken.Interop.Tests.Sip;

/// <summary>What a SIP server answered.</summary>
internal sealed record SipAnswer(int Status, IReadOnlyList<string> Lines)
{
    /// <summary>The value of the first header of that name; null: there is none.</summary>
    public string? Header(string name) => Lines
        .FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}

/// <summary>Sends OPTIONS to a SIP server on loopback over UDP, as often as it takes to be answered.</summary>
internal sealed class SipExchange(int port) : IDisposable
{
    private const int Attempts = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private int _requests;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A port of loopback that no UDP socket has.</summary>
    public static int FreePort()
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
    }

    /// <summary>The answer to an OPTIONS; null when there is none.</summary>
    /// <param name="headers">Whole header lines, beside those that every request has.</param>
    public async Task<SipAnswer?> OptionsAsync(string caller, string called, params string[] headers)
    {
        var id = $"{++_requests}-options";
        string[] lines =
        [
            $"OPTIONS sip:{called}@127.0.0.1:{port} SIP/2.0",
            $"Via: SIP/2.0/UDP 127.0.0.1:{((IPEndPoint)_socket.Client.LocalEndPoint!).Port};branch=z9hG4bK{id}",
            $"From: <sip:{caller}@127.0.0.1>;tag=1",
            $"To: <sip:{called}@127.0.0.1>",
            $"Call-ID: {id}",
            "CSeq: 1 OPTIONS",
            "Max-Forwards: 70",
            .. headers,
            "Content-Length: 0",
        ];
        var request = Encoding.UTF8.GetBytes($"{string.Join("\r\n", lines)}\r\n\r\n");
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            await _socket.SendAsync(request, new IPEndPoint(IPAddress.Loopback, port), Token);
            if (await ReceiveAsync(id) is { } answer) return answer;
        }

        return null;
    }

    public void Dispose() => _socket.Dispose();

    // The answer to that request; another's is one that came late.
    private async Task<SipAnswer?> ReceiveAsync(string id)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(Patience);
        try
        {
            while (true)
            {
                var datagram = await _socket.ReceiveAsync(deadline.Token);
                var lines = Encoding.UTF8.GetString(datagram.Buffer).Split("\r\n");
                var answer = new SipAnswer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), lines);
                if (answer.Header("Call-ID") == id) return answer;
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !Token.IsCancellationRequested)
        {
            return null;
        }
    }
}
