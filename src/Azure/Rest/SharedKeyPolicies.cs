using System.Globalization;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.Rest;

/// <summary>Signs each try of a request with an account key; the date is a part of what is signed.</summary>
internal abstract class SharedKeyPolicy(AccountKey key, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    protected string Account => key.Account;

    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        request.Headers.SetValue("x-ms-date", time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
        request.Headers.SetValue("Authorization", key.Authorize(StringToSign(request)));
    }

    protected abstract string StringToSign(Request request);

    protected static string Header(Request request, string name) => request.Headers.TryGetValue(name, out var value) ? value : "";
}

/// <summary>The Shared Key of the Table service: method, two headers, date and path.</summary>
internal sealed class TablesKeyPolicy(AccountKey key, TimeProvider time) : SharedKeyPolicy(key, time)
{
    protected override string StringToSign(Request request) =>
        $"{request.Method}\n{Header(request, "Content-MD5")}\n{Header(request, "Content-Type")}\n{Header(request, "x-ms-date")}\n/{Account}{request.Uri.ToUri().AbsolutePath}";
}

/// <summary>The Shared Key of the Blob service: method, the standard headers, every x-ms- header, path and each query parameter.</summary>
internal sealed class BlobsKeyPolicy(AccountKey key, TimeProvider time) : SharedKeyPolicy(key, time)
{
    protected override string StringToSign(Request request)
    {
        var text = new StringBuilder().Append(request.Method.ToString()).Append('\n');
        foreach (var name in (string[])["Content-Encoding", "Content-Language"]) text.Append(Header(request, name)).Append('\n');

        // An empty body has no length in what is signed.
        text.Append(request.Content is { } content && content.TryComputeLength(out var length) && length > 0 ? length.ToString(CultureInfo.InvariantCulture) : "").Append('\n');
        foreach (var name in (string[])["Content-MD5", "Content-Type"]) text.Append(Header(request, name)).Append('\n');

        // The date is in x-ms-date.
        text.Append('\n');
        foreach (var name in (string[])["If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range"]) text.Append(Header(request, name)).Append('\n');
        foreach (var header in request.Headers.Where(header => header.Name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase)).OrderBy(header => header.Name.ToLowerInvariant(), StringComparer.Ordinal))
            text.Append(header.Name.ToLowerInvariant()).Append(':').Append(header.Value).Append('\n');

        var url = request.Uri.ToUri();
        text.Append('/').Append(Account).Append(url.AbsolutePath);
        foreach (var (name, value) in Parameters(url).OrderBy(parameter => parameter.Name, StringComparer.Ordinal)) text.Append('\n').Append(name).Append(':').Append(value);
        return text.ToString();
    }

    private static IEnumerable<(string Name, string Value)> Parameters(Uri url) =>
        url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(parameter => parameter.Split('=', 2))
            .Select(parts => (Uri.UnescapeDataString(parts[0]).ToLowerInvariant(), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : ""));
}
