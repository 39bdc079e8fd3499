using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Console.Tests.Support;

/// <summary>
/// The web program alone as a STI-PA in which two operators decide together, with the keys and the TLS of a lab. It can be killed and
/// started again.
/// </summary>
internal sealed class StrictDeployment : IAsyncDisposable
{
    private readonly DirectoryInfo _store = Directory.CreateTempSubdirectory("shaken-strict-");
    private readonly string _labFolder;
    private readonly int _port;
    private readonly HashedKey _operator;
    private Process? _process;

    private StrictDeployment(string labFolder, int port)
    {
        (_labFolder, _port) = (labFolder, port);
        (var key, _operator) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        Rest = new OperatorRest(labFolder, port, key);
    }

    public OperatorRest Rest { get; }

#pragma warning disable RS0030 // The tests' own clock is that of the deployment.
    private static TimeProvider SystemClock => TimeProvider.System;
#pragma warning restore RS0030

    private static string Server => typeof(StrictDeployment).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Server").Value!;

    public static async Task<StrictDeployment> StartAsync(ConsoleLab lab)
    {
        var deployment = new StrictDeployment(lab.Folder, ConsoleLab.FreePorts(1));
        await deployment.StartAsync();
        return deployment;
    }

    /// <summary>Starts it over the store that it left.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Server]) 
        {
            UseShellExecute = false, WorkingDirectory = _store.FullName, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in Settings()) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var attempt = 0; !await IsServingAsync(); attempt++)
        {
            Assert.True(attempt < 600 && _process is { HasExited: false }, "the deployment does not start");
            await Task.Delay(TimeSpan.FromMilliseconds(50), SystemClock, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>As a machine that loses its power.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Rest.Dispose();
        _store.Delete(recursive: true);
    }

    private async Task<bool> IsServingAsync()
    {
        try
        {
            await Rest.TryAsync(HttpMethod.Get, "/health");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            ["Shaken:Roles"] = "pa,console",
            ["Shaken:Storage"] = "Disk",
            ["Shaken:DataFolder"] = _store.FullName,
            ["Shaken:Listen:Port"] = "off",
            ["Shaken:Tls:Port"] = _port.ToString(CultureInfo.InvariantCulture),
            ["Shaken:Tls:Certificate"] = Path.Combine(_labFolder, "tls.pem"),
            ["Shaken:Tls:Key"] = Path.Combine(_labFolder, "tls.key"),
            ["Operator:Keys"] = $"root:{_operator}:administrator+registrar+auditor+governance",
            ["Pa:Url"] = Rest.Origin,
            ["Pa:Authorities:TwoOperators"] = "true",
            ["Pa:Crl:Url"] = $"{Rest.Origin}/download/v1/crl",
            ["Pa:Crl:SignerUrl"] = $"{Rest.Origin}/certificates/crl.pem",
            ["Pa:Crl:OperatorKey"] = _operator.ToString(),
            ["TrustList:PolicyAdministratorRoots"] = Path.Combine(_labFolder, "pa", "certificates", "pa-root-1.pem"),
            ["Logging:LogLevel:Default"] = "None",
        };
        foreach (var (section, name) in ((string, string)[])[
            ("Crl", "crl"), ("Tokens", "spc-token"), ("List", "trusted-ca-list"), ("CpsList", "cps-mapping"), ("Bypass", "bypass-token"),
            ("CountryPolicy", "country-policy")])
        {
            settings[$"Pa:{section}:Certificate"] = Path.Combine(_labFolder, "pa", "certificates", $"{name}-1.pem");
            settings[$"Pa:{section}:Key"] = Path.Combine(_labFolder, "pa", "keys", name, "1", "key.pem");
        }

        return settings;
    }
}
