using System.Text;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Lists;

/// <summary>A trusted-CA list in a file.</summary>
/// <param name="member">Of a JSON answer in the file, the member that holds the JWT.</param>
public sealed class TrustListFile(string path, string member = TrustListAnswer.CaList) : ITrustListOrigin
{
    public async ValueTask<Outcome<string, TrustListRefusal>> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > Limits.TrustListOctets)
                return new TrustListRefusal(TrustListFailure.Malformed, $"the file is longer than {Limits.TrustListOctets} octets");
            using var reader = new StreamReader(file, Encoding.ASCII);
            return TrustListAnswer.Read(Encoding.ASCII.GetBytes(await reader.ReadToEndAsync(cancellationToken)), member);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new TrustListRefusal(TrustListFailure.Unreachable, $"the file cannot be read: {exception.Message}");
        }
    }
}

/// <summary>A trusted-CA list at a URL that anybody may read.</summary>
/// <param name="member">Of a JSON answer, the member that holds the JWT.</param>
public sealed class TrustListUrl(IUrlFetcher fetcher, string url, string member = TrustListAnswer.CaList) : ITrustListOrigin
{
    public async ValueTask<Outcome<string, TrustListRefusal>> GetAsync(CancellationToken cancellationToken)
    {
        if (!(await fetcher.FetchAsync(url, FetchProfile.TrustList, cancellationToken)).TryGet(out var document, out var refusal))
            return new TrustListRefusal(TrustListFailure.Unreachable, $"{KebabCase.Of(refusal.Reason)}: {refusal.Detail}");
        return TrustListAnswer.Read(document.Octets, member);
    }
}
