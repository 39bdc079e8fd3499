using System.Security.Cryptography;
using System.Text;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Signing;

namespace Shaken.Cli.Ceremonies;

/// <summary>The key of an ACME account in a file: a JWK, or PEM of the public key (of the private one too, for who keeps both).</summary>
internal static class AccountKeyFile
{
    private const int MaxOctets = 16 * 1024;

    public static JsonWebKey Read(string path)
    {
        var text = Inputs.FileText(path).Trim();
        if (text is ['{', ..])
        {
            if (!StrictJson.TryParseObject(Encoding.UTF8.GetBytes(text), MaxOctets, out var json, out var failure)) throw new UsageException($"{path}: {failure}.");
            using (json)
            {
                return JsonWebKey.TryParse(json.RootElement, out var jwk) && jwk.TryToPublicKey(out _) ? jwk : throw new UsageException($"{path} holds no public key on P-256 as JWK.");
            }
        }

        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(text);
            var parameters = key.ExportParameters(includePrivateParameters: false);
            return key.KeySize == 256 && EcdsaPublicKey.TryCreate(parameters.Q.X, parameters.Q.Y, out _) ? JsonWebKey.From(parameters) : throw new UsageException($"{path} holds no key on P-256.");
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw new UsageException($"{path} holds no key on P-256, neither JWK nor PEM: {exception.Message}");
        }
    }
}
