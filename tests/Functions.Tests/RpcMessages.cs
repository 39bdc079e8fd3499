using System.Reflection;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Shaken.Functions.Tests;

/// <summary>
/// The messages between the Functions host and its workers, as JSON. The worker library keeps their types to itself, but not their
/// descriptors.
/// </summary>
internal static class RpcMessages
{
    private static readonly MessageDescriptor Streaming = (MessageDescriptor)Type
        .GetType(
            "Microsoft.Azure.Functions.Worker.Grpc.Messages.StreamingMessage, Microsoft.Azure.Functions.Worker.Grpc", throwOnError: true)!
        .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    public static byte[] Write(JsonObject message) => JsonParser.Default.Parse(message.ToJsonString(), Streaming).ToByteArray();

    public static JsonObject Read(ReadOnlySpan<byte> octets) =>
        JsonNode.Parse(Formatter.Format(Streaming.Parser.ParseFrom(octets.ToArray())))!.AsObject();
}
