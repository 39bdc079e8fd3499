using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shaken.Console.Tests.Support;

namespace Shaken.Console.Tests;

/// <summary>A deployment in which two operators decide together, and one whose server goes away in the middle.</summary>
public sealed partial class StrictDeploymentTests(ConsoleLab lab)
{
    // Who proposed it cannot approve it; a second operator can.
    [Fact]
    public async Task CountryTerms_OfOneOperator_WaitForAnother()
    {
        await using var first = await lab.OpenAsync();
        await using var deployment = await StrictDeployment.StartAsync(lab);
        await ConsoleLab.SignInAsync(first, deployment.Rest, "proposer");
        await first.GoAsync(deployment.Rest, "countries");
        await first.Button("Set terms of a country").ClickAsync();
        await first.Dialog.GetByLabel("Country").FillAsync("CA");
        await first.Dialog.GetByRole(AriaRole.Combobox, new() { Name = "Highest attestation that counts" }).ClickAsync();
        await first.Page.GetByRole(AriaRole.Option, new() { Name = "B", Exact = true }).ClickAsync();
        await first.Dialog.GetByLabel("Reason, for the audit log").FillAsync("agreed in Ottawa");
        await first.IsAccessibleAsync();
        await first.Dialog.GetByRole(AriaRole.Button, new() { Name = "Set", Exact = true }).ClickAsync();
        await Assertions.Expect(first.Dialog).ToHaveCountAsync(0);
        await first.SeesAsync("Waiting for another operator");
        await ApproveAsync(first);
        await first.SeesAsync(AnotherOperator());
        await first.Dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await using var second = await lab.OpenAsync();
        await ConsoleLab.SignInAsync(second, deployment.Rest, "approver");
        await second.GoAsync(deployment.Rest, "countries");
        await ApproveAsync(second);
        await Assertions.Expect(second.Dialog).ToHaveCountAsync(0);
        await Assertions.Expect(second.Page.GetByText("Waiting for another operator")).ToHaveCountAsync(0);
        var entry = await deployment.Rest.GetAsync("/operator/v1/country-policy/CA");
        Assert.Equal("B", entry.GetProperty("terms").GetProperty("ceiling").GetString());
        second.HasNoFault();

        static async Task ApproveAsync(Window window)
        {
            await window.Button("Approve").ClickAsync();
            await window.Dialog.GetByLabel("Reason").FillAsync("as agreed");
            await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        }
    }

    // What was typed stays; the same act is made once the server is there again, by the same session.
    [Fact]
    public async Task Server_KilledInTheMiddleOfAnAct_TakesItOnceItIsBack()
    {
        await using var window = await lab.OpenAsync();
        await using var deployment = await StrictDeployment.StartAsync(lab);
        await ConsoleLab.SignInAsync(window, deployment.Rest, "steady");
        await deployment.Rest.SendAsync(
            HttpMethod.Post, "/operator/v1/principals",
            new { userId = "someone", kind = "account-user", account = "one", reason = "test" });
        await window.GoAsync(deployment.Rest, "users");
        await window.Button("Open someone").ClickAsync();
        await window.Button("Disable").ClickAsync();
        await window.Dialog.GetByLabel("Reason").FillAsync("left the company");
        await deployment.KillAsync();
        var disable = window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Disable" });
        await disable.ClickAsync();
        await window.SeesAsync("The server cannot be reached");
        await Assertions.Expect(window.Dialog.GetByLabel("Reason")).ToHaveValueAsync("left the company");
        await deployment.StartAsync();
        await disable.ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        Assert.False((await deployment.Rest.GetAsync("/operator/v1/principals/someone")).GetProperty("isActive").GetBoolean());
    }

    [GeneratedRegex("another operator|second operator|other than|own proposal", RegexOptions.IgnoreCase)]
    private static partial Regex AnotherOperator();
}
