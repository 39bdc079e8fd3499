using System.Text;
using Shaken.Cli.Output;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Cli.Certificates;

/// <summary>A certificate signing request in a file, PEM or DER; its signature is right, so its sender has the key.</summary>
internal static class RequestFile
{
    private const byte SequenceTag = 0x30;

    public static SigningRequest Read(string path)
    {
        var octets = Inputs.FileOctets(path);
        var isRead = octets is [SequenceTag, ..]
            ? SigningRequest.TryRead(octets, out var request, out var refusal)
            : SigningRequest.TryReadPem(Encoding.UTF8.GetString(octets), out request, out refusal);
        return isRead
            ? request!
            : throw new UsageException($"{path} holds no certificate signing request that can be used: {refusal!.Detail}.");
    }
}
