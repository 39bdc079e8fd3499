using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Passports;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Benchmarks;

/// <summary>
/// Verifying a PASSporT whose certificate is known. The floor is hash and verify on octets that lie ready; the target is 1.10 of it without
/// tables and 0.30 with them.
/// </summary>
[MemoryDiagnoser]
public class VerifyPassportBenchmarks
{
    private byte[] _signingInput = [];
    private byte[] _der = [];
    private ECDsa _bare = ECDsa.Create();
    private string _token = "";
    private PassportVerifier _verifier = null!;

    /// <summary>Whether the certificate's key may earn a table (64 KiB); it takes AVX2.</summary>
    [Params(false, true)]
    public bool Tables { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        FastVerification.Start(new FastVerificationOptions { IsOn = Tables }, Call.Time, NullLogger.Instance);
        var call = await Call.NewAsync();
        _token = call.Token;
        var dot = _token.LastIndexOf('.');
        _signingInput = Encoding.ASCII.GetBytes(_token[..dot]);
        StrictBase64Url.TryDecode(_token.AsSpan(dot + 1), out var concatenated);
        _der = EcdsaSignature.TryRead(concatenated, out var signature) ? signature.ToDer() : throw new InvalidOperationException();
        _bare = OperatingSystem.IsLinux() ? new ECDsaOpenSsl() : ECDsa.Create();
        _bare.ImportParameters(call.Provider.Key.PublicKey);

        // Any age of the token is fine here.
        _verifier = new PassportVerifier(new CertificateVerdicts(call, call.Domain, Call.Time), Call.Time, TimeSpan.FromDays(1));

        // Enough to earn the table, to wait for it, and to be past its first answers, which OpenSSL checks.
        for (var count = 0; count < 5000; count++)
            if (!await VerifyWithWarmCertificateAsync()) throw new InvalidOperationException("The token does not verify.");
    }

    [Benchmark(Baseline = true)]
    public bool BareHashAndVerify()
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(_signingInput, digest);
        return _bare.VerifyHash(digest, _der.AsSpan(), DSASignatureFormat.Rfc3279DerSequence);
    }

    [Benchmark]
    public async ValueTask<bool> VerifyWithWarmCertificateAsync() =>
        UntrustedPassport.TryParse(_token, out var passport, out _) && (await _verifier.VerifyAsync(passport, call: null, CancellationToken.None)).IsSuccess;

    /// <summary>Everything but the signature.</summary>
    [Benchmark]
    public bool ParseAlone() => UntrustedPassport.TryParse(_token, out _, out _);
}
