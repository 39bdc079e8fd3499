using System.IO.Compression;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.EndToEnd.Tests;

/// <summary>The library as a package, as its users have it: packed, and a sample built with it outside of this checkout.</summary>
public sealed class CorePackageTests(LoopbackCountry country) : IClassFixture<LoopbackCountry>
{
    private const string Id = "Shaken.Core";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Package_HasDocumentationReadmeLicenceAndSymbols()
    {
        using var folder = new TemporaryFolder();
        var version = await PackAsync(folder);
        await using var package = await ZipFile.OpenReadAsync(folder.File($"packages/{Id}.{version}.nupkg"), Token);
        var entries = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains($"lib/net10.0/{Id}.dll", entries);
        Assert.Contains($"lib/net10.0/{Id}.xml", entries);
        Assert.Contains("README.md", entries);
        using var reader = new StreamReader(await package.GetEntry($"{Id}.nuspec")!.OpenAsync(Token));
        var description = await reader.ReadToEndAsync(Token);
        Assert.Contains("<license type=\"expression\">Apache-2.0</license>", description, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", description, StringComparison.Ordinal);

        // One dependency, as the README says.
        Assert.Equal(2, description.Split("<dependency ").Length);
        await using var symbols = await ZipFile.OpenReadAsync(folder.File($"packages/{Id}.{version}.snupkg"), Token);
        Assert.Contains($"lib/net10.0/{Id}.pdb", symbols.Entries.Select(entry => entry.FullName));
    }

    [Theory]
    [InlineData("verify-a-call", "VerifyACall", 0, "verstat  TN-Validation-Passed")]
    [InlineData("publish-out-of-band", "PublishOutOfBand", 2, "publish-out-of-band KEY.pem")]
    public async Task Sample_BuiltWithThePackage_Runs(string sample, string project, int code, string expected)
    {
        using var folder = new TemporaryFolder();
        var version = await PackAsync(folder);
        foreach (var file in Directory.GetFiles(Path.Combine(Programs.Root, "samples", sample)))
            File.Copy(file, folder.File(Path.GetFileName(file)));

        // A folder of packages of its own: a package of this version in the user's may be an older build. What the library needs comes from
        // there.
        await RunAsync(
            folder.Path, "build", folder.File($"{project}.csproj"), "--nologo", "-v", "quiet", "-o", folder.File("built"),
            $"-p:ShakenCoreVersion={version}", "-p:NuGetAudit=false", $"-p:RestoreAdditionalProjectSources={folder.File("packages")}",
            $"-p:RestorePackagesPath={folder.File("restored")}", $"-p:RestoreFallbackFolders={UsersPackages}");
        var identity = await new PassportSigner(country.A.Key, country.X5uOfA).SignIdentityAsync(Claims(), Token);
        string[] arguments = code == 0 ? [identity, LoopbackCountry.Caller, LoopbackCountry.Called, "roots.pem"] : [];
        string[] command = [$"LAB_REPOSITORY={country.RepositoryOrigin}", "dotnet", folder.File($"built/{sample}.dll"), .. arguments];
        var (ended, output, error) = await Programs.RunAsync(country.Folder, "env", command);
        Assert.True(ended == code, output + error);
        Assert.Contains(expected, output + error, StringComparison.Ordinal);
    }

    private static string UsersPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static PassportClaims Claims() => PassportClaims.ForCall(
        LoopbackCountry.Number(LoopbackCountry.Caller), LoopbackCountry.Number(LoopbackCountry.Called), LoopbackCountry.Time.GetUtcNow(),
        Attestation.A, SystemRandom.Instance.NewUuid());

    // Gives the version.
    private static async Task<string> PackAsync(TemporaryFolder folder)
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(Programs.Cli)!);
        await RunAsync(
            folder.Path, "pack", Path.Combine(Programs.Root, "src/Core"), "--no-build", "-c", configuration, "-o", folder.File("packages"),
            "--nologo", "-v", "quiet");
        var package = Assert.Single(Directory.GetFiles(folder.File("packages"), $"{Id}.*.nupkg"));
        return Path.GetFileNameWithoutExtension(package)[$"{Id}.".Length..];
    }

    private static async Task RunAsync(string folder, params string[] arguments)
    {
        var (code, output, error) = await Programs.RunAsync(folder, "dotnet", arguments);
        Assert.True(code == 0, $"dotnet {string.Join(' ', arguments)} ended with {code}: {output}{error}");
    }
}
