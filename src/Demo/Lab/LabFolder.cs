using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Local.Files;

namespace Shaken.Demo.Lab;

/// <summary>A deployment of the lab: one trust zone, one program, one port.</summary>
/// <param name="Name">Its folder below the lab's.</param>
/// <param name="Offset">Its port, counted from the lab's first.</param>
/// <param name="Provider">The provider whose zone it is, as <c>US/1234</c>; empty: the authorities'.</param>
internal sealed record LabZone(string Name, int Offset, string Provider)
{
    public static readonly LabZone Authority = new("authority", 0, "");
    public static readonly LabZone ProviderA = new("provider-a", 1, "US/1234");
    public static readonly LabZone ProviderB = new("provider-b", 2, "US/5678");

    public static IReadOnlyList<LabZone> All { get; } = [Authority, ProviderA, ProviderB];

    public string Code => Provider[(Provider.IndexOf('/', StringComparison.Ordinal) + 1)..];
}

/// <summary>
/// The folder of a lab: where each file is. It is compiled into the demo, which runs the lab, and into the command line, which asks it.
/// </summary>
internal sealed class LabFolder
{
    /// <summary>The line after which the program that started a lab in the background need not listen any more.</summary>
    public const string Serving = ".";

    /// <summary>A file of a provider's zone: the key that reads its CPS.</summary>
    public const string ReaderKeyFile = "reader.key";

    /// <summary>A file of a provider's zone: the API key of its tenant.</summary>
    public const string TenantKeyFile = "tenant.key";

    /// <summary>A file of a zone: the password of its operator.</summary>
    public const string PasswordFile = "operator.password";

    /// <summary>A file of a zone: the secret of its operator's second factor, base32.</summary>
    public const string SecondFactorFile = "operator.totp";

    /// <summary>Who signs in at the console of each zone.</summary>
    public const string OperatorUser = "operator";

    /// <summary>The folder of a zone's store.</summary>
    public const string Store = "store";

    private const string DocumentName = "lab.json";
    private const string Prefix = "lab.";
    private const int MaxDocumentOctets = 4096;

    private readonly int _port;

    private LabFolder(string path, int port) => (Path, _port) = (path, port);

    /// <summary>The full path.</summary>
    public string Path { get; }

    public string OperatorKey => At("operator.key");

    public string TlsRoot => At("tls-root.pem");

    /// <summary>The trusted-CA list in force, kept fresh while the lab runs.</summary>
    public string TrustList => At("trusted-ca-list.jwt");

    public string PolicyAdministrator => At("pa");

    public string CertificationAuthority => At("ca");

    /// <summary>The policy administrator's root, which every verifier of the lab pins.</summary>
    public string PolicyAdministratorRoot => At("pa", "certificates", "pa-root-1.pem");

    /// <summary>The process that runs the lab, for people; <see cref="LabLock"/> says whether there is one.</summary>
    public string ProcessId => At("lab.pid");

    /// <summary>A request to the running lab to stop: the file exists.</summary>
    public string StopRequest => At("lab.stop");

    /// <summary>Whether a lab was founded there, or begun.</summary>
    public static bool IsAt(string path) => File.Exists(System.IO.Path.Combine(path, DocumentName));

    /// <summary>Opens the lab in a folder.</summary>
    public static bool TryOpen(string path, [NotNullWhen(true)] out LabFolder? folder, [NotNullWhen(false)] out string? failure)
    {
        folder = null;
        var full = System.IO.Path.GetFullPath(path);
        var document = System.IO.Path.Combine(full, DocumentName);
        if (!File.Exists(document))
        {
            failure = $"{full} holds no lab: found one with `shaken lab up {path}`.";
            return false;
        }

        if (!StrictJson.TryParseObject(File.ReadAllBytes(document), MaxDocumentOctets, out var json, out var fault))
        {
            failure = $"{document} is damaged ({fault}): remove the folder and found the lab again.";
            return false;
        }

        using (json)
        {
            failure = $"{document} is damaged (port must be a number from 1 to 65533): remove the folder and found the lab again.";
            if (!json.RootElement.TryGetProperty("port"u8, out var member) || member.ValueKind != JsonValueKind.Number
                || !member.TryGetInt32(out var port) || port < 1 || port > ushort.MaxValue - LabZone.All.Count + 1)
                return false;
            failure = null;
            folder = new LabFolder(full, port);
            return true;
        }
    }

    /// <summary>Makes a lab in a folder that is empty or does not exist.</summary>
    /// <param name="firstPort">The port of the first zone; the others follow it.</param>
    public static bool TryMake(
        string path, int firstPort, [NotNullWhen(true)] out LabFolder? folder, [NotNullWhen(false)] out string? failure)
    {
        folder = null;
        var full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any(entry => !IsOwn(entry)))
        {
            failure = $"{full} is not empty and holds no lab: choose another folder.";
            return false;
        }

        Directory.CreateDirectory(full);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        PrivateFile.Replace(
            System.IO.Path.Combine(full, DocumentName), string.Create(CultureInfo.InvariantCulture, $"{{\"port\":{firstPort}}}\n"));
        failure = null;
        folder = new LabFolder(full, firstPort);
        return true;
    }

    public int PortOf(LabZone zone) => _port + zone.Offset;

    /// <summary>scheme://host:port of a zone.</summary>
    public string OriginOf(LabZone zone) => string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{PortOf(zone)}");

    /// <summary>Where the open dialect posts to for a provider.</summary>
    public string CpsOf(LabZone provider) => $"{OriginOf(provider)}/cps/company/{provider.Code}";

    public string CrlUrl => $"{OriginOf(LabZone.Authority)}/download/v1/crl";

    public string AcmeDirectory => $"{OriginOf(LabZone.Authority)}/acme/directory";

    /// <summary>The key folder of a provider: its account's key and its certificates.</summary>
    public string KeysOf(LabZone provider) => At(provider.Name, "keys");

    /// <summary>A file of a zone.</summary>
    public string FileOf(LabZone zone, string name) => At(zone.Name, name);

    private string At(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    // What a founding that was cut off early leaves.
    private static bool IsOwn(string entry) => System.IO.Path.GetFileName(entry).StartsWith(Prefix, StringComparison.Ordinal);
}
