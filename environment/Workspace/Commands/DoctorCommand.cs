using System.CommandLine;
using OpLearn.Workspace.Doctor;

namespace OpLearn.Workspace.Commands;

/// <summary><c>oplearn doctor</c>: one line for each thing that a run needs, and what to do when it is missing.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Checks this machine: SDK, libtorch, GPU, threads, memory, disk, kernels, Jupyter. Code 1 when something must be mended.");
        command.SetAction(_ =>
        {
            bool good = true;
            foreach (Finding finding in Checkup.All())
            {
                Console.WriteLine(finding);
                good &= finding.Health != Health.Bad;
            }
            return good ? 0 : 1;
        });
        return command;
    }
}
