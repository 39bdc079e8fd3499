using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Shaken.Functions.Tests;

/// <summary>
/// The host's end of the one stream that a worker opens (gRPC over HTTP/2: each message is a flag, its length in four octets, and itself).
/// Answers find their
/// questions by the id that the worker repeats.
/// </summary>
internal sealed class RpcStream
{
    public const string Path = "/AzureFunctionsRpcMessages.FunctionRpc/EventStream";

    private const int HeadOctets = 5;

    private readonly Channel<byte[]> _toWorker = Channel.CreateUnbounded<byte[]>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonObject>> _asked = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<JsonObject> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _questions;

    /// <summary>The worker's first message.</summary>
    public Task<JsonObject> Opened => _opened.Task;

    /// <summary>Sends a message and waits for the worker's answer.</summary>
    /// <param name="question">The field of the message, as <c>workerInitRequest</c>.</param>
    /// <param name="answer">The field of the answer.</param>
    public async Task<JsonObject> AskAsync(string question, JsonObject content, string answer, CancellationToken cancellationToken)
    {
        var id = $"q{Interlocked.Increment(ref _questions)}";
        var asked = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _toWorker.Writer.WriteAsync(
            RpcMessages.Write(new JsonObject { ["requestId"] = id, [question] = content }), cancellationToken);
        return (await asked.Task.WaitAsync(cancellationToken))[answer]!.AsObject();
    }

    /// <summary>Serves the stream until the worker or the host ends it.</summary>
    public async Task ServeAsync(HttpContext context, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync(ending.Token);
        await Task.WhenAll(WriteAsync(context.Response, ending.Token), ReadAsync(context.Request, ending));
    }

    private async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _toWorker.Reader.ReadAllAsync(cancellationToken))
            {
                var frame = new byte[HeadOctets + message.Length];
                BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
                message.CopyTo(frame, HeadOctets);
                await response.Body.WriteAsync(frame, cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The stream has ended.
        }
    }

    private async Task ReadAsync(HttpRequest request, CancellationTokenSource ending)
    {
        try
        {
            while (true)
            {
                var result = await request.BodyReader.ReadAsync(ending.Token);
                var buffer = result.Buffer;
                while (TryTake(ref buffer, out var message)) Settle(message);
                request.BodyReader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted) break;
            }
        }
        catch (Exception exception) when (exception is IOException || ending.IsCancellationRequested)
        {
            // The worker was killed, or the host stops.
        }

        await ending.CancelAsync();
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out JsonObject message)
    {
        message = [];
        if (buffer.Length < HeadOctets) return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(buffer.Slice(1, 4).ToArray());
        if (buffer.Length < HeadOctets + length) return false;
        message = RpcMessages.Read(buffer.Slice(HeadOctets, length).ToArray());
        buffer = buffer.Slice(HeadOctets + length);
        return true;
    }

    private void Settle(JsonObject message)
    {
        if (message["startStream"] is not null) _opened.TrySetResult(message);
        else if (message["requestId"] is { } id && _asked.TryRemove(id.GetValue<string>(), out var asked)) asked.SetResult(message);
    }
}
