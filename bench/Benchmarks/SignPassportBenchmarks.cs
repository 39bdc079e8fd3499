using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;

namespace Shaken.Benchmarks;

/// <summary>Signing a PASSporT with a key in memory. The floor is hash and sign on octets that lie ready; the target is 1.15 of it.</summary>
[MemoryDiagnoser]
public class SignPassportBenchmarks
{
    private byte[] _signingInput = [];
    private ECDsa _bare = ECDsa.Create();
    private PassportSigner _signer = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var call = await Call.NewAsync();
        _signingInput = Encoding.ASCII.GetBytes(call.Token[..call.Token.LastIndexOf('.')]);
        var key = SoftwareKey.New();
        _bare = ECDsa.Create();
        _bare.ImportFromPem(key.ToPem());
        _signer = new PassportSigner(key, Call.X5u);
    }

    [Benchmark(Baseline = true)]
    public byte[] BareHashAndSign() => _bare.SignHash(SHA256.HashData(_signingInput));

    [Benchmark]
    public ValueTask<string> SignAsync() => _signer.SignAsync(Call.Claims, CancellationToken.None);
}
