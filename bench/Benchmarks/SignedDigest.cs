using System.Security.Cryptography;
using Shaken.Core.Keys;
using Shaken.Core.Keys.P256;

namespace Shaken.Benchmarks;

/// <summary>A key of its own and a signature that it made.</summary>
internal sealed class SignedDigest
{
    private readonly byte[] _digest;
    private readonly byte[] _signature;
    private readonly ECParameters _parameters;

    public SignedDigest(int number)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _digest = SHA256.HashData(BitConverter.GetBytes(number));
        _signature = ecdsa.SignHash(_digest);
        _parameters = ecdsa.ExportParameters(includePrivateParameters: false);
        Key = EcdsaPublicKey.From(_parameters);
    }

    public EcdsaPublicKey Key { get; private set; }

    public static SignedDigest[] Many(int count) => [.. Enumerable.Range(0, count).Select(number => new SignedDigest(number))];

    /// <summary>Imports the key again, so that it has earned nothing, and lets it earn a table.</summary>
    public void Renew(VerificationTables? tables)
    {
        Key = EcdsaPublicKey.From(_parameters);
        Key.AllowTable(tables);
    }

    public void Verify()
    {
        if (!Key.Verifies(_digest, _signature)) throw new InvalidOperationException("A good signature is refused.");
    }

    public void VerifyByOpenSsl()
    {
        if (!Key.VerifiesByOpenSsl(_digest, _signature)) throw new InvalidOperationException("A good signature is refused.");
    }
}
