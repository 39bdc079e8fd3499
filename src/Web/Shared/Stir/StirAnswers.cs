using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Shaken.Core.Tenants;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Shared.Stir;

/// <summary>
/// Writes answers of the signing and verification service: their JSON without a document, and refusals in the form of their dialect.
/// </summary>
internal static class StirAnswers
{
    private const string MediaType = "application/json";
    private const string Root = "/stir/v1/";
    private const string RequestId = "X-RequestID";
    private const int MaxRequestId = 128;

    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    // The answer is JSON and no part of a page, so that < and > of a URL may stand as they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A longer answer's buffer is not kept.
    private const int MostKept = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _output;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Whether a path is the service's, under whichever prefix.</summary>
    public static bool Covers(PathString path) => path.Value?.Contains(Root, StringComparison.Ordinal) == true;

    /// <summary>Writes an answer.</summary>
    /// <param name="write">Writes one JSON value of what it is given.</param>
    public static async Task WriteAsync<T>(HttpContext context, int status, T value, Action<Utf8JsonWriter, T> write)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        if (context.Request.Headers[RequestId] is [{ Length: > 0 and <= MaxRequestId } id] && id.All(IsHeaderCharacter))
            response.Headers[RequestId] = id;
        Fill(response, value, write);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Writes a refusal.</summary>
    /// <param name="dialect">Of the tenant; both where it is not known yet.</param>
    public static Task RefuseAsync(HttpContext context, StirFault fault, RestDialect dialect = RestDialect.Both)
    {
        var form = fault.Error.Form();
        if (form.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (fault.RetryAfter is { } pause) context.Response.Headers.RetryAfter = Answers.SecondsOf(pause);
        return WriteAsync(context, form.Status, (fault, form, dialect), static (writer, refusal) => Write(writer, refusal));
    }

    /// <summary>What routing, limits and the server refuse by themselves: unknown paths, other methods, crashes, outages.</summary>
    public static Task WriteForStatusAsync(HttpContext context)
    {
        var error = StirErrors.OfStatus(context.Response.StatusCode);
        var isPassing = error is StirError.TooManyRequests or StirError.Unavailable;
        var pause = Outages.PauseAfter(context.Features.Get<IExceptionHandlerFeature>()?.Error) ?? UsualWait;
        return RefuseAsync(context, new StirFault(error) { RetryAfter = isPassing ? pause : null });
    }

    // Filled and copied before anything is awaited, so one buffer a thread serves.
    private static void Fill<T>(HttpResponse response, T value, Action<Utf8JsonWriter, T> write)
    {
        var output = _output ??= new ArrayBufferWriter<byte>(2048);
        output.ResetWrittenCount();
        var writer = _writer ??= new Utf8JsonWriter(output, Options);
        writer.Reset(output);
        write(writer, value);
        writer.Flush();
        response.ContentLength = output.WrittenCount;
        response.BodyWriter.Write(output.WrittenSpan);
        if (output.Capacity > MostKept) _output = null;
    }

    private static void Write(Utf8JsonWriter writer, (StirFault Fault, StirErrorForm Form, RestDialect Dialect) refusal)
    {
        var (fault, form, dialect) = refusal;
        writer.WriteStartObject();
        if (dialect != RestDialect.ThreeGpp)
        {
            writer.WriteStartObject("requestError");
            writer.WriteStartObject(form.IsPolicy ? "policyException" : "serviceException");
            writer.WriteString("messageId", form.MessageId);
            writer.WriteString("text", form.Text);
            if (fault.Variable is { } variable)
            {
                writer.WriteStartArray("variables");
                writer.WriteStringValue(variable);
                writer.WriteEndArray();
            }

            if (fault.Detail is { } detail) writer.WriteString("detail", detail);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        if (dialect != RestDialect.Atis) writer.WriteString("error", form.Flat);
        writer.WriteEndObject();
    }

    private static bool IsHeaderCharacter(char character) => character is >= ' ' and <= '~';
}
