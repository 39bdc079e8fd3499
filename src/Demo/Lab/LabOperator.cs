using Shaken.Local.Files;

namespace Shaken.Demo.Lab;

/// <summary>
/// The operator of a zone who signs in at its console, in every role: a password and a second factor, each in a file of its own. Where an
/// earlier start was cut off between the two, both are made anew.
/// </summary>
internal static class LabOperator
{
    private const string Reason = "lab";

    /// <summary>Makes what is missing.</summary>
    public static async Task OpenAsync(LabFolder folder, LabZone zone, JsonService operators, CancellationToken cancellationToken)
    {
        var (password, secondFactor) = (folder.FileOf(zone, LabFolder.PasswordFile), folder.FileOf(zone, LabFolder.SecondFactorFile));
        if (File.Exists(password) && File.Exists(secondFactor)) return;
        const string Path = $"/operator/v1/principals/{LabFolder.OperatorUser}";
        if (await operators.FindAsync(Path, cancellationToken) is null)
        {
            var roles = (string[])["administrator", "registrar", "auditor", "governance"];
            var user = new { userId = LabFolder.OperatorUser, kind = "operator", roles, reason = Reason };
            await operators.GetAsync(HttpMethod.Post, "/operator/v1/principals", user, cancellationToken);
        }

        PrivateFile.Replace(secondFactor, await NewSecretAsync($"{Path}/second-factor"));
        PrivateFile.Replace(password, await NewSecretAsync($"{Path}/password"));

        async Task<string> NewSecretAsync(string path)
        {
            var shown = await operators.GetAsync(HttpMethod.Post, path, new { reason = Reason }, cancellationToken);
            return shown.GetProperty("secret").GetString()!;
        }
    }
}
